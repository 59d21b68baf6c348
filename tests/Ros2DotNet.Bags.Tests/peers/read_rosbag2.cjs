// Prints the messages that @foxglove/rosbag2 (SQLite in WebAssembly) reads from a .db3 file: node read_rosbag2.cjs FILE
const { readFileSync } = require("node:fs");
const { Rosbag2, SqliteSqljs } = require("@foxglove/rosbag2-web");
const { toNanoSec } = require("@foxglove/rostime");

(async () => {
  await SqliteSqljs.Initialize({ wasmBinary: readFileSync(require.resolve("@foxglove/sql.js/dist/sql-wasm.wasm")) });
  const bag = new Rosbag2([new SqliteSqljs(new Uint8Array(readFileSync(process.argv[2])))]);
  await bag.open();
  const lines = [];
  for await (const message of bag.readMessages({ rawMessages: true })) {
    lines.push(`${message.topic.name} ${toNanoSec(message.timestamp)} ${Buffer.from(message.data).toString("hex").toUpperCase()}`);
  }
  process.stdout.write(lines.join("\n") + "\n");
})().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
