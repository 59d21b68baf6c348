// Prints what @mcap/core reads from a file, CRCs checked, one JSON value a line: node read_mcap.cjs indexed|streamed FILE
const { openSync, readSync, fstatSync, readFileSync } = require("node:fs");
const { McapIndexedReader, McapStreamReader } = require("@mcap/core");
const lz4 = require("@foxglove/wasm-lz4");
const zstd = require("@foxglove/wasm-zstd");

const decompressHandlers = {
  lz4: (buffer, size) => lz4(buffer, Number(size)),
  zstd: (buffer, size) => zstd.decompress(buffer, Number(size)),
};

const lines = [];
const print = (value) => lines.push(JSON.stringify(value, (_, item) => (typeof item === "bigint" ? item.toString() : item)));
const printMessage = (channels, message) =>
  print([
    channels.get(message.channelId).topic, message.sequence, message.logTime, message.publishTime,
    Buffer.from(message.data).toString("hex").toUpperCase(),
  ]);

async function indexed(path) {
  const file = openSync(path);
  const readable = {
    size: async () => BigInt(fstatSync(file).size),
    read: async (offset, size) => {
      const bytes = new Uint8Array(Number(size));
      readSync(file, bytes, 0, bytes.length, Number(offset));
      return bytes;
    },
  };
  const reader = await McapIndexedReader.Initialize({ readable, decompressHandlers });
  for await (const message of reader.readMessages({ validateCrcs: true })) printMessage(reader.channelsById, message);
  for await (const attachment of reader.readAttachments({ validateCrcs: true })) print(["attachment", attachment.name, attachment.data.length]);
  for await (const metadata of reader.readMetadata()) print(["metadata", metadata.name, [...metadata.metadata]]);
}

async function streamed(path) {
  const reader = new McapStreamReader({ validateCrcs: true, decompressHandlers });
  const channels = new Map();
  reader.append(readFileSync(path));
  for (let record; (record = reader.nextRecord()); ) {
    if (record.type === "Channel") channels.set(record.id, record);
    if (record.type === "Message") printMessage(channels, record);
  }
  if (!reader.done()) throw new Error("the file does not end where it should");
}

(async () => {
  await lz4.isLoaded;
  await zstd.isLoaded;
  await { indexed, streamed }[process.argv[2]](process.argv[3]);
  process.stdout.write(lines.join("\n") + "\n");
})().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
