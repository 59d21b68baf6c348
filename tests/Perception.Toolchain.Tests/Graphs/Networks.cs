using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Tests.Graphs;

/// <summary>Inputs for networks, the same every time.</summary>
internal static class Networks
{
    /// <summary>The network that this repository trains.</summary>
    public const string Default = "edge-multitask-n";

    /// <summary>
    /// A network by name, the default one or one beside the repository; the test skips where it is missing.
    /// </summary>
    public static GraphModel Load(string name)
    {
        if (name != Default) return GraphModel.Load(Workspace.Shared("models", $"{name}.onnx"));
        var path = Path.Combine(Workspace.Root, "models", Default, "model.onnx");
        Skip.IfNot(File.Exists(path),
            $"needs models/{Default}/model.onnx, which is not here (models/training makes it)");
        return GraphModel.Load(path);
    }

    /// <summary>Values of every input between 0 and 255, or below another limit.</summary>
    public static Dictionary<string, Tensor> RandomInputs(GraphModel model, float limit = 255, int seed = 5)
    {
        var random = new Random(seed);
        return model.Inputs.ToDictionary(input => input.Name, input =>
        {
            var values = new float[input.ElementCount!.Value];
            for (var i = 0; i < values.Length; i++) values[i] = (float)random.NextDouble() * limit;
            return Tensor.FromFloats(values, [.. input.Shape!]);
        });
    }

    public static Dictionary<string, Tensor> Run(GraphModel model, IReadOnlyDictionary<string, Tensor> inputs)
    {
        using var runner = new GraphRunner(model);
        return runner.Run(inputs);
    }

    /// <summary>Largest difference, relative to the largest value.</summary>
    public static double Difference(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        var (a, b) = (expected.ToFloats(), actual.ToFloats());
        return a.Zip(b, (x, y) => Math.Abs((double)x - y)).Max() / Math.Max(a.Max(Math.Abs), 1e-9f);
    }
}
