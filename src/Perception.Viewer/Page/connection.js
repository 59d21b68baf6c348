// The client's side of the Foxglove WebSocket protocol. Subscriptions are by topic and outlive the connection.

import { MessageReader } from "./cdr.js";

const SUBPROTOCOLS = ["foxglove.sdk.v1", "foxglove.websocket.v1"];

export class Connection extends EventTarget {
  constructor(url) {
    super();
    this.url = url;
    this.channels = new Map(); // by topic
    this.wanted = new Map(); // topic -> Set of handlers
    this.subscribed = new Map(); // subscription -> { channel, reader }
    this.counts = new Map(); // topic -> messages so far
    this.nextSubscription = 1;
    this.delay = 500;
  }

  open() {
    this.socket = new WebSocket(this.url, SUBPROTOCOLS);
    this.socket.binaryType = "arraybuffer";
    this.socket.onopen = () => {
      this.delay = 500;
      this.send({ op: "subscribeParameterUpdates", parameterNames: [] });
    };
    this.socket.onmessage = ({ data }) => (typeof data === "string" ? this.onText(JSON.parse(data)) : this.onBinary(data));
    this.socket.onclose = () => {
      this.channels.clear();
      this.subscribed.clear();
      this.tell("close");
      setTimeout(() => this.open(), this.delay);
      this.delay = Math.min(this.delay * 1.6, 8000);
    };
  }

  // handler(message, logTimeNs); returns what ends the subscription.
  subscribe(topic, handler) {
    const handlers = this.wanted.get(topic) ?? new Set();
    handlers.add(handler);
    this.wanted.set(topic, handlers);
    if (handlers.size === 1 && this.channels.has(topic)) this.request(this.channels.get(topic));
    return () => {
      handlers.delete(handler);
      if (handlers.size > 0) return;
      this.wanted.delete(topic);
      for (const [id, { channel }] of this.subscribed) {
        if (channel.topic !== topic) continue;
        this.subscribed.delete(id);
        this.send({ op: "unsubscribe", subscriptionIds: [id] });
      }
    };
  }

  setParameter(name, value) {
    this.send({ op: "setParameters", parameters: [{ name, value }], id: `set ${name}` });
  }

  // seekNs: a BigInt, or null to stay.
  control(play, speed, seekNs) {
    const message = new DataView(new ArrayBuffer(20));
    message.setUint8(0, 3);
    message.setUint8(1, play ? 0 : 1);
    message.setFloat32(2, speed, true);
    message.setUint8(6, seekNs === null ? 0 : 1);
    message.setBigUint64(7, seekNs ?? 0n, true);
    message.setUint32(15, 1, true);
    message.setUint8(19, 0x70);
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(message.buffer);
  }

  send(request) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(request));
  }

  request(channel) {
    const id = this.nextSubscription++;
    this.subscribed.set(id, { channel, reader: new MessageReader(channel.schemaName, channel.schema) });
    this.send({ op: "subscribe", subscriptions: [{ id, channelId: channel.id }] });
  }

  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  onText(message) {
    switch (message.op) {
      case "serverInfo":
        this.tell("info", message);
        if (!message.capabilities.includes("parameters")) break;
        this.send({ op: "getParameters", parameterNames: [], id: "all" });
        break;
      case "advertise":
        for (const channel of message.channels) {
          this.channels.set(channel.topic, channel);
          if (this.wanted.has(channel.topic)) this.request(channel);
        }
        this.tell("channels");
        break;
      case "unadvertise":
        for (const [topic, channel] of this.channels) {
          if (message.channelIds.includes(channel.id)) this.channels.delete(topic);
        }
        for (const [id, { channel }] of this.subscribed) {
          if (message.channelIds.includes(channel.id)) this.subscribed.delete(id);
        }
        this.tell("channels");
        break;
      case "parameterValues": this.tell("parameters", message.parameters); break;
      case "status": this.tell("status", message); break;
    }
  }

  onBinary(data) {
    const view = new DataView(data);
    switch (view.getUint8(0)) {
      case 1: {
        const subscription = this.subscribed.get(view.getUint32(1, true));
        if (!subscription) return;
        const { channel, reader } = subscription;
        const message = reader.read(new Uint8Array(data, 13));
        this.counts.set(channel.topic, (this.counts.get(channel.topic) ?? 0) + 1);
        for (const handler of this.wanted.get(channel.topic) ?? []) handler(message, view.getBigUint64(5, true));
        break;
      }
      case 2: this.tell("time", view.getBigUint64(1, true)); break;
      case 5:
        this.tell("playback", {
          isPlaying: view.getUint8(1) === 0, timeNs: view.getBigUint64(2, true), speed: view.getFloat32(10, true),
          didSeek: view.getUint8(14) !== 0,
        });
        break;
    }
  }
}
