using Microsoft.ML.OnnxRuntime;
using Perception.Toolchain.Editing;
using Perception.Toolchain.Graphs;
using OrtElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace Perception.Toolchain.Profiling;

/// <summary>
/// Times every kernel of a network with ONNX Runtime's own profiler, on the CPU, as the runtime optimizes it.
/// </summary>
public static class LayerProfiler
{
    /// <summary>Runs a network on pictures of random levels.</summary>
    /// <param name="model">The network; it stays as it is.</param>
    /// <param name="runs">Runs that count.</param>
    /// <param name="warmUp">Runs before them.</param>
    /// <param name="threads">Threads of a run; 0: one per core.</param>
    /// <exception cref="GraphException">The runtime refuses the network.</exception>
    public static LayerProfile Run(GraphModel model, int runs = 20, int warmUp = 3, int threads = 0)
    {
        var folded = model.Clone();
        StaticShapes.CloseOpenDimensions(folded);
        ConstantFolding.Run(folded);
        var cost = GraphCost.Of(folded, ShapeInference.Infer(folded));
        var names =
            cost.Layers.Select(layer => layer.Node.Name.Length > 0 ? layer.Node.Name : layer.Output.Name).ToList();
        var trace = Trace(Marked(folded), runs + warmUp, threads);
        var owners = new KernelOwners(folded, cost);
        var layers = new List<LayerTime>();
        foreach (var kernel in trace.Kernels)
        {
            var owner = owners.Claim(kernel);
            var samples =
                kernel.Milliseconds.Skip(warmUp * kernel.Milliseconds.Count / (runs + warmUp)).Order().ToList();
            layers.Add(
                new LayerTime(owner is { } layer ? names[layer] : kernel.Operator, kernel.Operator, kernel.Provider,
                Rank(samples, 0.5), Rank(samples, 0.95), owner is { } own ? cost.Layers[own] : null));
        }

        return new LayerProfile(layers, Rank([.. trace.RunMs.Skip(warmUp).Order()], 0.5), runs,
            [.. names.Where((_, i) => !owners.IsClaimed(i))], cost);
    }

    // The runtime makes names of its kernels from those of nodes, so these get names that are found again in them.
    private static GraphModel Marked(GraphModel model)
    {
        var marked = model.Clone();
        for (var i = 0; i < marked.Nodes.Count; i++) marked.Nodes[i].Proto.Name = KernelOwners.Mark(i);
        return marked;
    }

    private static ProfileTrace Trace(GraphModel model, int runs, int threads)
    {
        var folder = Directory.CreateTempSubdirectory("perception-profile-");
        try
        {
            return ProfileTrace.Read(Record(model, Path.Combine(folder.FullName, "trace"), runs, threads));
        }
        catch (OnnxRuntimeException e)
        {
            throw new GraphException(
                $"ONNX Runtime fails with the graph of '{model.Name}': {e.Message.Split('\n')[0].Trim()}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Record(GraphModel model, string prefix, int runs, int threads)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            IntraOpNumThreads = threads,
            ProfileOutputPathPrefix = prefix,
            EnableProfiling = true,
        };
        options.AddSessionConfigEntry("session.set_denormal_as_zero", "1");
        using var session = new InferenceSession(model.ToBytes(), options);
        using var runOptions = new RunOptions();
        var values = model.Inputs.Select(Levels).ToList();
        try
        {
            for (var i = 0; i < runs; i++)
            {
                using var results =
                    session.Run(runOptions, [.. model.Inputs.Select(input => input.Name)], values, session.OutputNames);
            }
        }
        finally
        {
            values.ForEach(value => value.Dispose());
        }

        return session.EndProfiling();
    }

    private static OrtValue Levels(ValueInfo input)
    {
        if (!input.IsStatic || input.Type is not (ElementType.Float32 or ElementType.UInt8))
            throw new GraphException($"the input {input} cannot be filled with pictures; float32 and uint8 can");
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, (OrtElementType)(int)input.Type,
            [.. input.Shape!]);
        var levels = new byte[input.ElementCount!.Value];
        new Random(1).NextBytes(levels);
        if (input.Type == ElementType.UInt8) levels.CopyTo(value.GetTensorMutableDataAsSpan<byte>());
        else
        {
            var floats = value.GetTensorMutableDataAsSpan<float>();
            for (var i = 0; i < levels.Length; i++) floats[i] = levels[i];
        }

        return value;
    }

    private static double Rank(IReadOnlyList<double> sorted, double p) =>
        sorted.Count == 0 ? 0 : sorted[Math.Max(0, (int)Math.Ceiling(p * sorted.Count) - 1)];
}
