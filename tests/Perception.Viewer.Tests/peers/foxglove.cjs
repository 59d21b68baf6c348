// usage: foxglove.cjs URL TOPIC=COUNT...: subscribes as Foxglove's own client does, decodes every message, and prints what
// came as JSON: {"topics": {topic: {count, last}}, "errors": [...], "parameters": {...}, "graph": updates}. Ends a second
// after everything came that was wanted, so that one message too many is seen too, or after three minutes.
"use strict";
const { FoxgloveClient } = require("@foxglove/ws-protocol");
const { parse } = require("@foxglove/rosmsg");
const { MessageReader } = require("@foxglove/rosmsg2-serialization");
const { WebSocket } = require("ws");

const [url, ...topics] = process.argv.slice(2);
const wanted = new Map(topics.map((text) => text.split("=")).map(([topic, count]) => [topic, Number(count)]));
const result = { topics: {}, errors: [], parameters: {}, graph: 0, channels: 0 };
let promised = [];
const readers = new Map();
const client = new FoxgloveClient({ ws: new WebSocket(url, [FoxgloveClient.SUPPORTED_SUBPROTOCOL]) });
const isPlain = (value) => typeof value !== "object" && typeof value !== "bigint";

client.on("error", (error) => result.errors.push(String(error)));
client.on("status", (status) => result.errors.push(status.message));
client.on("connectionGraphUpdate", () => result.graph++);
client.on("serverInfo", ({ capabilities }) => {
  promised = capabilities;
  if (capabilities.includes("connectionGraph")) client.subscribeConnectionGraph();
});
client.on("parameterValues", ({ parameters }) => parameters.forEach(({ name, value }) => { result.parameters[name] = value; }));
client.on("advertise", (channels) => {
  for (const channel of channels) {
    result.channels++;
    // Every schema is to be understood, wanted or not.
    const reader = new MessageReader(parse(channel.schema, { ros2: true }));
    if (!wanted.has(channel.topic)) continue;
    readers.set(client.subscribe(channel.id), { topic: channel.topic, reader });
    result.topics[channel.topic] = { count: 0 };
  }
});
client.on("message", ({ subscriptionId, timestamp, data }) => {
  const { topic, reader } = readers.get(subscriptionId);
  try {
    const message = reader.readMessage(data);
    const entry = result.topics[topic];
    entry.count++;
    if (entry.lastTime !== undefined && BigInt(entry.lastTime) > timestamp) result.errors.push(`${topic} goes back in time`);
    entry.lastTime = String(timestamp);
    entry.last = Object.fromEntries(Object.entries(message).filter(([, value]) => isPlain(value)));
  } catch (error) {
    result.errors.push(`${topic}: ${error}`);
  }
});

const hasAll = () => [...wanted].every(([topic, count]) => result.topics[topic]?.count >= count) &&
  (!promised.includes("parameters") || Object.keys(result.parameters).length > 0) &&
  (!promised.includes("connectionGraph") || result.graph > 0);
const end = () => process.stdout.write(JSON.stringify(result), () => process.exit(0));
const watch = setInterval(() => {
  // Nodes may be found later than the server.
  if (promised.includes("parameters") && Object.keys(result.parameters).length === 0) client.getParameters([], "all");
  if (!hasAll()) return;
  clearInterval(watch);
  setTimeout(end, 1000);
}, 200);
setTimeout(end, 180_000);
