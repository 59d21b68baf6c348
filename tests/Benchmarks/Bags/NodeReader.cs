using System.Diagnostics;
using System.Globalization;
using Perception.Inference;

namespace Benchmarks.Bags;

/// <summary>@mcap/core, as scripts/setup installed it for the tests, reading the same file.</summary>
internal static class NodeReader
{
    private const string Script = """
        const { openSync, readSync, fstatSync } = require("node:fs");
        const { McapIndexedReader } = require("@mcap/core");
        const lz4 = require("@foxglove/wasm-lz4"), zstd = require("@foxglove/wasm-zstd");
        (async () => {
          await lz4.isLoaded; await zstd.isLoaded;
          const file = openSync(process.argv[1]);
          const readable = {
            size: async () => BigInt(fstatSync(file).size),
            read: async (offset, size) => { const bytes = new Uint8Array(Number(size)); readSync(file, bytes, 0, bytes.length, Number(offset)); return bytes; },
          };
          const decompressHandlers = { lz4: (b, n) => lz4(b, Number(n)), zstd: (b, n) => zstd.decompress(b, Number(n)) };
          let bytes = 0, start = performance.now();
          const reader = await McapIndexedReader.Initialize({ readable, decompressHandlers });
          for await (const message of reader.readMessages()) bytes += message.data.length;
          console.log(bytes / 1e3 / (performance.now() - start));
        })();
        """;

    /// <summary>MB/s; null where node or the package is missing.</summary>
    public static double? Rate(string path)
    {
        var modules = Directory.Exists(PackageCache.Folder)
            ? Directory.EnumerateDirectories(PackageCache.Folder, "bag-peers-*").FirstOrDefault()
            : null;
        if (modules is null)
        {
            return null;
        }

        var start = new ProcessStartInfo("node", ["-e", Script, path]) { RedirectStandardOutput = true };
        start.Environment["NODE_PATH"] = Path.Combine(modules, "node_modules");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.TryParse(output, CultureInfo.InvariantCulture, out var rate) ? rate : null;
    }
}
