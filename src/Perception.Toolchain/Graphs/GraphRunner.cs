using Microsoft.ML.OnnxRuntime;
using OrtElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace Perception.Toolchain.Graphs;

/// <summary>Runs a graph, or as much of it as some of its tensors need, with ONNX Runtime on the CPU.</summary>
public sealed class GraphRunner : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly string _name;

    /// <summary>Loads a graph.</summary>
    /// <param name="model">The graph.</param>
    /// <param name="optimize">Whether the runtime may fuse nodes; without, each computes as it stands.</param>
    /// <param name="threads">Threads of a run; 0: one per core.</param>
    /// <exception cref="GraphException">The runtime refuses it.</exception>
    public GraphRunner(GraphModel model, bool optimize = true, int threads = 0)
    {
        _name = model.Name;
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = optimize
                ? GraphOptimizationLevel.ORT_ENABLE_ALL
                : GraphOptimizationLevel.ORT_DISABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            IntraOpNumThreads = threads,
        };
        options.AddSessionConfigEntry("session.set_denormal_as_zero", "1");
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            _session = new InferenceSession(model.ToBytes(), options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new GraphException($"ONNX Runtime refuses the graph of '{_name}': {e.Message.Split('\n')[0].Trim()}");
        }
    }

    /// <summary>Runs it once; the outputs by name.</summary>
    /// <exception cref="GraphException">The runtime failed.</exception>
    public Dictionary<string, Tensor> Run(IReadOnlyDictionary<string, Tensor> inputs)
    {
        var values = new List<OrtValue>();
        try
        {
            foreach (var name in _session.InputNames) values.Add(Value(inputs[name]));
            using var results = _session.Run(_options, _session.InputNames, values, _session.OutputNames);
            return _session.OutputNames.Zip(results).ToDictionary(pair => pair.First, pair => Copy(pair.Second));
        }
        catch (OnnxRuntimeException e)
        {
            throw new GraphException($"the graph of '{_name}' fails to run: {e.Message.Split('\n')[0].Trim()}");
        }
        finally
        {
            values.ForEach(value => value.Dispose());
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _options.Dispose();
        _session.Dispose();
    }

    // ONNX Runtime numbers types as ONNX does.
    private static OrtValue Value(Tensor tensor)
    {
        var value = OrtValue.CreateAllocatedTensorValue(
            OrtAllocator.DefaultInstance, (OrtElementType)(int)tensor.Type, [.. tensor.Shape]);
        tensor.Bytes.Span.CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    private static Tensor Copy(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        return Tensor.FromBytes((ElementType)(int)info.ElementDataType, value.GetTensorMutableRawData().ToArray(),
            info.Shape);
    }
}
