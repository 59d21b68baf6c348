// Reads lines of JSON from a file: {"definition": ros2msg text} sets the type, {"cdr": base64} is a message of it. For each
// message a line goes to standard output: what its fields are, and the bytes as this side writes them again; {} of a type
// without fields.
"use strict";
const fs = require("node:fs");
const { parse } = require("@foxglove/rosmsg");
const { MessageReader, MessageWriter } = require("@foxglove/rosmsg2-serialization");

// JSON of JavaScript knows neither 64-bit integers nor typed arrays.
function stringify(value) {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "string" || typeof value === "boolean" || typeof value === "number") return JSON.stringify(value);
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return `[${Array.from(value, stringify).join(",")}]`;
  return `{${Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}:${stringify(item)}`).join(",")}}`;
}

let reader, writer;
for (const line of fs.readFileSync(process.argv[2], "utf8").split("\n")) {
  if (line === "") continue;
  const { definition, cdr } = JSON.parse(line);
  if (definition !== undefined) {
    const definitions = parse(definition, { ros2: true });
    // The codec takes a type of constants alone for a module of constants: it has no message to read.
    const hasFields = (definitions[0]?.definitions ?? []).some((field) => !field.isConstant);
    reader = hasFields ? new MessageReader(definitions) : undefined;
    writer = hasFields ? new MessageWriter(definitions) : undefined;
    continue;
  }
  if (reader === undefined) {
    process.stdout.write("{}\n");
    continue;
  }
  const value = reader.readMessage(Buffer.from(cdr, "base64"));
  const written = Buffer.from(writer.writeMessage(value)).toString("base64");
  process.stdout.write(`{"value":${stringify(value)},"trailing":${reader.lastReadHadTrailingBytes()},"cdr":"${written}"}\n`);
}
