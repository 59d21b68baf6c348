using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Perception.Preprocessing;
using OrtElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;
using TensorElementType = Perception.Preprocessing.TensorElementType;

namespace Perception.Inference.OnnxRuntime;

/// <summary>ONNX Runtime on the CPU, bound once to native buffers.</summary>
public sealed unsafe class OnnxRuntimeBackend : IInferenceBackend
{
    private const int Alignment = 64;

    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _runOptions = new();
    private readonly List<nint> _inputs = [];
    private readonly List<nint> _outputs = [];
    private readonly List<OrtValue> _values = [];
    private readonly string _modelPath;

    /// <summary>Loads a model.</summary>
    /// <exception cref="InferenceException">It is missing, damaged, or has inputs or outputs that cannot be bound.</exception>
    public OnnxRuntimeBackend(string modelPath, InferenceOptions? options = null)
    {
        options ??= new InferenceOptions();
        _modelPath = modelPath;
        _session = Load(modelPath, options);
        try
        {
            Inputs = [.. _session.InputMetadata.Select((input, i) => Spec(input, i == 0 ? options.InputShape : null))];
            CheckOpenDimensions(options);
            _binding = _session.CreateIoBinding();
            foreach (var input in Inputs)
            {
                _binding.BindInput(input.Name, Value(input, _inputs));
            }

            Outputs = [.. OutputSpecs()];
            foreach (var output in Outputs)
            {
                _binding.BindOutput(output.Name, Value(output, _outputs));
            }
        }
        catch (OnnxRuntimeException e)
        {
            _session.Dispose();
            throw new InferenceException($"the model '{modelPath}' cannot be bound: {FirstLine(e)}");
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<TensorSpec> Inputs { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TensorSpec> Outputs { get; }

    /// <inheritdoc/>
    public string Description { get; } = $"onnxruntime {OrtEnv.Instance().GetVersionString()} cpu";

    /// <inheritdoc/>
    public nint InputBuffer(int index) => _inputs[index];

    /// <inheritdoc/>
    public nint OutputBuffer(int index) => _outputs[index];

    /// <inheritdoc/>
    public void Run()
    {
        try
        {
            _session.RunWithBinding(_runOptions, _binding);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InferenceException($"the model '{_modelPath}' failed to run: {FirstLine(e)}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _binding.Dispose();
        _values.ForEach(value => value.Dispose());
        _runOptions.Dispose();
        _session.Dispose();
        foreach (var buffer in _inputs.Concat(_outputs))
        {
            NativeMemory.AlignedFree((void*)buffer);
        }

        _inputs.Clear();
        _outputs.Clear();
    }

    private static InferenceSession Load(string modelPath, InferenceOptions options)
    {
        if (!File.Exists(modelPath))
        {
            throw new InferenceException($"the model '{modelPath}' does not exist; give the path of an ONNX file");
        }

        try
        {
            using var session = new SessionOptions
            {
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
                IntraOpNumThreads = options.IntraOpThreads,
            };

            // Some networks carry weights near zero that make plain arithmetic many times slower.
            session.AddSessionConfigEntry("session.set_denormal_as_zero", "1");
            session.AddSessionConfigEntry("session.intra_op.allow_spinning", options.AllowSpinning ? "1" : "0");
            return new InferenceSession(modelPath, session);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InferenceException($"the model '{modelPath}' ({new FileInfo(modelPath).Length} bytes) is not an ONNX file that can be run: {FirstLine(e)}");
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException)
        {
            throw new InferenceException($"ONNX Runtime's native library cannot be loaded (libonnxruntime.so belongs beside the program; " +
                $"scripts/setup fetches it): {(e.InnerException ?? e).Message.Split('\n')[0]}");
        }
    }

    private static string FirstLine(Exception e) => e.Message.Split('\n')[0].Trim();

    private TensorSpec Spec(KeyValuePair<string, NodeMetadata> node, IReadOnlyList<int>? shape)
    {
        if (!node.Value.IsTensor)
        {
            throw new InferenceException($"'{node.Key}' of the model '{_modelPath}' is not a tensor, and only tensors can be bound");
        }

        var dimensions = node.Value.Dimensions.Select((dimension, i) =>
            dimension > 0 ? dimension : i < shape?.Count ? shape[i] : 1).ToArray();
        return new TensorSpec(node.Key, dimensions, node.Value.ElementDataType switch
        {
            OrtElementType.Float => TensorElementType.Float32,
            OrtElementType.UInt8 => TensorElementType.UInt8,
            var other => throw new InferenceException($"'{node.Key}' of the model '{_modelPath}' is of type {other}; float32 and uint8 can be bound"),
        });
    }

    private void CheckOpenDimensions(InferenceOptions options)
    {
        if (Inputs.Count != 1)
        {
            throw new InferenceException($"the model '{_modelPath}' has {Inputs.Count} inputs ({string.Join(", ", Inputs)}); an image network has one");
        }

        var given = options.InputShape;
        if (given is not null && !given.SequenceEqual(Inputs[0].Shape))
        {
            throw new InferenceException($"the model '{_modelPath}' takes {Inputs[0]}, not [{string.Join(",", given)}]");
        }
    }

    // Output shapes that are open depend on the input; one run tells them.
    private IEnumerable<TensorSpec> OutputSpecs()
    {
        if (_session.OutputMetadata.Values.All(output => output.IsTensor && output.Dimensions.All(dimension => dimension > 0)))
        {
            return [.. _session.OutputMetadata.Select(output => Spec(output, null))];
        }

        var specs = new List<TensorSpec>();
        using var results = _session.Run(_runOptions, [Inputs[0].Name], [_values[0]], [.. _session.OutputMetadata.Keys]);
        foreach (var (name, value) in _session.OutputMetadata.Keys.Zip(results))
        {
            var info = value.GetTensorTypeAndShape();
            if (info.ElementDataType is not (OrtElementType.Float or OrtElementType.UInt8))
            {
                throw new InferenceException($"'{name}' of the model '{_modelPath}' is of type {info.ElementDataType}; float32 and uint8 can be bound");
            }

            specs.Add(new TensorSpec(name, [.. info.Shape.Select(dimension => (int)dimension)],
                info.ElementDataType == OrtElementType.Float ? TensorElementType.Float32 : TensorElementType.UInt8));
        }

        return specs;
    }

    private OrtValue Value(TensorSpec spec, List<nint> buffers)
    {
        var buffer = (nint)NativeMemory.AlignedAlloc((nuint)Math.Max(spec.ByteLength, 1), Alignment);
        new Span<byte>((void*)buffer, spec.ByteLength).Clear();
        buffers.Add(buffer);
        var value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance,
            spec.ElementType == TensorElementType.Float32 ? OrtElementType.Float : OrtElementType.UInt8,
            [.. spec.Shape.Select(dimension => (long)dimension)], buffer, spec.ByteLength);
        _values.Add(value);
        return value;
    }
}
