using Benchmarks;
using Benchmarks.Bags;
using Benchmarks.Geometry;
using Benchmarks.Inference;
using Benchmarks.Letterbox;
using Benchmarks.Pipelines;
using Benchmarks.Simulation;
using Benchmarks.Transforms;
using Benchmarks.Transport;
using Benchmarks.Viewer;

// Each bench prints medians of interleaved rounds and the ratio to a named reference of the same run.
var benches = new (string Name, string What, Func<string[], int> Run)[]
{
    ("bags", "a camera bag against a plain file and against @mcap/core on node: bags [MEGABYTES] [FOLDER]",
        BagBench.Run),
    ("geometry", "rectification against OpenCV, and masks, clouds, lanes and objects", GeometryBench.Run),
    ("letterbox", "fused letterbox against OpenCV's resize + copyMakeBorder + blobFromImage", LetterboxBench.Run),
    ("inference", "our backend against ONNX Runtime's plain C API: inference MODEL.onnx", InferenceBench.Run),
    ("graph", "100 nodes with 1,000 topics in one process", GraphBench.Run),
    ("pipeline", "stages on threads against one after another, and what is not inference: pipeline MODEL.onnx",
        PipelineBench.Run),
    ("roundtrip", "small messages there and back against ddsperf", RoundTripBench.Run),
    ("transforms", "lookups of transforms against the original tf2 (needs libtf2-dev)", TransformBench.Run),
    ("simulation", "rendered pictures per second, with masks and depth: simulation [THREADS]", SimulationBench.Run),
    ("transport", "a 6.2 MB image between two processes against ddsperf", TransportBench.Run),
    ("viewer", "a detector's frame rate with twenty clients of its viewer, five of which never read: viewer MODEL.onnx",
        ViewerBench.Run),
};

foreach (var bench in benches)
{
    if (args.Length > 0 && args[0] == bench.Name)
    {
        return bench.Run(args[1..]);
    }
}

Console.Error.WriteLine("usage: dotnet run -c Release --project tests/Benchmarks -- NAME, where NAME is one of");
foreach (var bench in benches)
{
    Console.Error.WriteLine($"  {bench.Name,-12} {bench.What}");
}

return 2;
