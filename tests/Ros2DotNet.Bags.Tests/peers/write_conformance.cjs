// Prints name and bytes (hex) of each file of the MCAP conformance suite as @mcap/core builds it.
const { McapRecordBuilder, McapChunkBuilder, McapConstants } = require("@mcap/core");
const { crc32 } = require("@foxglove/crc");

const bytes = (...values) => new Uint8Array(values);
const schema = { type: "Schema", id: 1, name: "Example", encoding: "c", data: bytes(4, 5, 6) };
const channel = { type: "Channel", id: 1, topic: "example", schemaId: 1, messageEncoding: "a", metadata: new Map([["foo", "bar"]]) };
const message = (sequence, logTime, publishTime) => ({ type: "Message", channelId: 1, sequence, logTime, publishTime, data: bytes(1, 2, 3) });

const contents = {
  NoData: [],
  OneSchemalessMessage: [{ ...channel, schemaId: 0, messageEncoding: "text", metadata: new Map() }, message(10, 2n, 1n)],
  OneMessage: [schema, channel, message(10, 2n, 1n)],
  OneAttachment: [{ type: "Attachment", name: "myFile", mediaType: "application/octet-stream", logTime: 2n, createTime: 1n, data: bytes(1, 2, 3) }],
  OneMetadata: [{ type: "Metadata", name: "myMetadata", metadata: new Map([["foo", "bar"]]) }],
  TenMessages: [schema, channel, ...[0n, 2n, 1n, 3n, 3n, 5n, 4n, 7n, 8n, 9n].map((time, i) => message(i, time, time))],
};
const features = ["ch", "mx", "st", "rsh", "rch", "ax", "mdx", "chx", "sum", "pad"];

// Which features mean something for which contents.
function makesSense(on, records) {
  const has = (type) => records.some((record) => record.type === type);
  const needs = { ax: "Attachment", mdx: "Metadata", rsh: "Schema", rch: "Channel" };
  if (Object.entries(needs).some(([feature, type]) => on.has(feature) && !has(type))) return false;
  if (on.has("ch") && !has("Message")) return false;
  if ((on.has("chx") || on.has("mx")) && !on.has("ch")) return false;
  return !on.has("sum") || ["chx", "rsh", "rch", "mdx", "ax", "st"].some((feature) => on.has(feature));
}

function build(on, records) {
  const file = new McapRecordBuilder({ padRecords: on.has("pad") });
  const here = () => BigInt(file.length);
  const of = (type) => records.filter((record) => record.type === type);
  file.writeMagic();
  file.writeHeader({ profile: "", library: "" });
  const chunk = on.has("ch") ? new McapChunkBuilder({ useMessageIndex: on.has("mx") }) : undefined;
  const indexes = { METADATA_INDEX: [], ATTACHMENT_INDEX: [], CHUNK_INDEX: [] };
  for (const record of records) {
    const offset = here();
    if (record.type === "Attachment") {
      const length = file.writeAttachment(record);
      if (on.has("ax")) indexes.ATTACHMENT_INDEX.push({ ...record, offset, length, dataSize: BigInt(record.data.length) });
    } else if (record.type === "Metadata") {
      const length = file.writeMetadata(record);
      if (on.has("mdx")) indexes.METADATA_INDEX.push({ name: record.name, offset, length });
    } else if (chunk) {
      chunk[`add${record.type}`](record);
    } else {
      file[`write${record.type}`](record);
    }
  }
  if (chunk) {
    const size = BigInt(chunk.byteLength);
    const { messageStartTime, messageEndTime } = chunk;
    const entry = { messageStartTime, messageEndTime, compression: "", uncompressedSize: size, compressedSize: size, chunkStartOffset: here() };
    entry.chunkLength = file.writeChunk({ ...entry, uncompressedCrc: crc32(chunk.buffer), records: chunk.buffer });
    entry.messageIndexOffsets = new Map();
    entry.messageIndexLength = 0n;
    for (const index of chunk.indices) {
      entry.messageIndexOffsets.set(index.channelId, here());
      entry.messageIndexLength += file.writeMessageIndex(index);
    }
    if (on.has("chx")) indexes.CHUNK_INDEX.push(entry);
  }
  file.writeDataEnd({ dataSectionCrc: crc32(file.buffer) });

  const summaryStart = here();
  const groups = [];
  const group = (opcode, items, write) => {
    const groupStart = here();
    items.forEach((item) => write.call(file, item));
    if (here() > groupStart) groups.push({ groupOpcode: McapConstants.Opcode[opcode], groupStart, groupLength: here() - groupStart });
  };
  const times = of("Message").map((item) => item.logTime).sort((a, b) => Number(a - b));
  group("SCHEMA", on.has("rsh") ? of("Schema") : [], file.writeSchema);
  group("CHANNEL", on.has("rch") ? of("Channel") : [], file.writeChannel);
  group("STATISTICS", on.has("st") ? [{
    messageCount: BigInt(times.length), schemaCount: of("Schema").length, channelCount: of("Channel").length,
    attachmentCount: of("Attachment").length, metadataCount: of("Metadata").length, chunkCount: chunk ? 1 : 0,
    messageStartTime: times[0] ?? 0n, messageEndTime: times.at(-1) ?? 0n,
    channelMessageCounts: new Map(times.length > 0 ? [[1, BigInt(times.length)]] : []),
  }] : [], file.writeStatistics);
  group("METADATA_INDEX", indexes.METADATA_INDEX, file.writeMetadataIndex);
  group("ATTACHMENT_INDEX", indexes.ATTACHMENT_INDEX, file.writeAttachmentIndex);
  group("CHUNK_INDEX", indexes.CHUNK_INDEX, file.writeChunkIndex);
  const footer = { summaryStart: here() > summaryStart ? summaryStart : 0n, summaryOffsetStart: on.has("sum") ? here() : 0n, summaryCrc: 0 };
  if (on.has("sum")) groups.forEach((item) => file.writeSummaryOffset(item));

  // The CRC covers the footer up to the CRC itself.
  const tail = new McapRecordBuilder();
  tail.writeFooter(footer);
  footer.summaryCrc = crc32(Buffer.concat([file.buffer.subarray(Number(summaryStart)), tail.buffer.subarray(0, -4)]));
  file.writeFooter(footer);
  file.writeMagic();
  return file.buffer;
}

for (const [name, records] of Object.entries(contents)) {
  for (let mask = 0; mask < 1 << features.length; mask++) {
    const on = new Set(features.filter((_, bit) => (mask >> bit) & 1));
    if (makesSense(on, records)) console.log([name, ...on].join("-"), Buffer.from(build(on, records)).toString("hex").toUpperCase());
  }
}
