using Microsoft.ML.OnnxRuntime;
using OrtElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;
using TensorElementType = Perception.Preprocessing.TensorElementType;

namespace Perception.Inference.OnnxRuntime;

/// <summary>
/// ONNX Runtime, bound to native buffers. Where a provider cannot be had, the CPU computes, and
/// <see cref="FallbackReason"/> says why.
/// </summary>
public sealed class OnnxRuntimeBackend : IInferenceBackend
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly string _modelPath;

    /// <summary>Loads a model.</summary>
    /// <exception cref="InferenceException">It is missing, damaged, or has inputs or outputs that cannot be
    /// bound.</exception>
    public OnnxRuntimeBackend(string modelPath, InferenceOptions? options = null)
    {
        options ??= new InferenceOptions();
        _modelPath = modelPath;
        _session = Load(options);
        try
        {
            Precision = OnnxWeights.PrecisionOf(File.ReadAllBytes(modelPath));
            Inputs = [.. _session.InputMetadata.Select((input, i) => Spec(input, i == 0 ? options.InputShape : null))];
            CheckOpenDimensions(options);
            Outputs = [.. OutputSpecs()];

            // Shapes and types that cannot be bound are an error now, not with the first frame.
            CreateBuffers().Dispose();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<TensorSpec> Inputs { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TensorSpec> Outputs { get; }

    /// <inheritdoc/>
    public string Description => $"onnxruntime {OrtEnv.Instance().GetVersionString()} {InferenceNames.Of(Provider)}";

    /// <inheritdoc/>
    public ExecutionProvider Provider { get; private set; }

    /// <inheritdoc/>
    public string FallbackReason { get; private set; } = "";

    /// <inheritdoc/>
    public Precision Precision { get; }

    /// <inheritdoc/>
    public TensorBuffers CreateBuffers()
    {
        try
        {
            return new OnnxRuntimeBuffers(_session, Inputs, Outputs);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InferenceException($"the model '{_modelPath}' cannot be bound: {FirstLine(e)}");
        }
    }

    /// <inheritdoc/>
    public void Run(TensorBuffers buffers)
    {
        try
        {
            _session.RunWithBinding(_runOptions, ((OnnxRuntimeBuffers)buffers).Binding);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InferenceException($"the model '{_modelPath}' failed to run: {FirstLine(e)}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _runOptions.Dispose();
        _session.Dispose();
    }

    private InferenceSession Load(InferenceOptions options)
    {
        if (!File.Exists(_modelPath))
        {
            throw new InferenceException($"the model '{_modelPath}' does not exist; give the path of an ONNX file");
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
            Choose(options, session);
            if (options.Outputs is null)
            {
                return new InferenceSession(_modelPath, session);
            }

            // Weights beside the file are looked for beside the file, although it is not read from there.
            session.AddSessionConfigEntry("session.model_external_initializers_file_folder_path",
                Path.GetDirectoryName(Path.GetFullPath(_modelPath)));
            return new InferenceSession(OnnxHeads.Keep(File.ReadAllBytes(_modelPath), options.Outputs), session);
        }
        catch (Exception e) when (e is OnnxRuntimeException or IndexOutOfRangeException or ArgumentOutOfRangeException
            or OverflowException)
        {
            throw new InferenceException(
                $"the model '{_modelPath}' ({new FileInfo(_modelPath).Length} bytes) is not an ONNX file that can " +
                $"be run: {FirstLine(e)}");
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException)
        {
            throw new InferenceException(
                "ONNX Runtime's native library cannot be loaded (libonnxruntime.so belongs beside the program; " +
                $"scripts/setup fetches it): {FirstLine(e.InnerException ?? e)}");
        }
    }

    private void Choose(InferenceOptions options, SessionOptions session)
    {
        try
        {
            switch (options.Provider)
            {
                case ExecutionProvider.Cuda:
                    session.AppendExecutionProvider_CUDA(options.DeviceId);
                    break;
                case ExecutionProvider.TensorRt:
                    session.AppendExecutionProvider_Tensorrt(options.DeviceId);
                    break;
                case ExecutionProvider.OpenVino:
                    session.AppendExecutionProvider_OpenVINO();
                    break;
            }

            Provider = options.Provider;
        }
        catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException)
        {
            Provider = ExecutionProvider.Cpu;
            FallbackReason =
                $"provider {InferenceNames.Of(options.Provider)} was requested, the cpu computes: {FirstLine(e)}";
        }
    }

    private static string FirstLine(Exception e) => e.Message.Split('\n')[0].Trim();

    private TensorSpec Spec(KeyValuePair<string, NodeMetadata> node, IReadOnlyList<int>? shape)
    {
        if (!node.Value.IsTensor)
        {
            throw new InferenceException(
                $"'{node.Key}' of the model '{_modelPath}' is not a tensor, and only tensors can be bound");
        }

        var dimensions = node.Value.Dimensions.Select((dimension, i) =>
            dimension > 0 ? dimension : i < shape?.Count ? shape[i] : 1).ToArray();
        return new TensorSpec(node.Key, dimensions, ElementType(node.Key, node.Value.ElementDataType));
    }

    private TensorElementType ElementType(string name, OrtElementType type) => type switch
    {
        OrtElementType.Float => TensorElementType.Float32,
        OrtElementType.UInt8 => TensorElementType.UInt8,
        _ => throw new InferenceException(
            $"'{name}' of the model '{_modelPath}' is of type {type}; float32 and uint8 can be bound"),
    };

    private void CheckOpenDimensions(InferenceOptions options)
    {
        if (Inputs.Count != 1)
        {
            throw new InferenceException(
                $"the model '{_modelPath}' has {Inputs.Count} inputs ({string.Join(", ", Inputs)}); an image " +
                "network has one");
        }

        var given = options.InputShape;
        if (given is not null && !given.SequenceEqual(Inputs[0].Shape))
        {
            throw new InferenceException(
                $"the model '{_modelPath}' takes {Inputs[0]}, not [{string.Join(",", given)}]");
        }
    }

    // Output shapes that are open depend on the input; one run tells them.
    private IEnumerable<TensorSpec> OutputSpecs()
    {
        if (_session.OutputMetadata.Values.All(output =>
            output.IsTensor && output.Dimensions.All(dimension => dimension > 0)))
        {
            return [.. _session.OutputMetadata.Select(output => Spec(output, null))];
        }

        var specs = new List<TensorSpec>();
        using var buffers = new OnnxRuntimeBuffers(_session, Inputs, []);
        using var results =
            _session.Run(_runOptions, [Inputs[0].Name], buffers.InputValues, [.. _session.OutputMetadata.Keys]);
        foreach (var (name, value) in _session.OutputMetadata.Keys.Zip(results))
        {
            var info = value.GetTensorTypeAndShape();
            specs.Add(
                new TensorSpec(name, [.. info.Shape.Select(dimension => (int)dimension)],
                    ElementType(name, info.ElementDataType)));
        }

        return specs;
    }
}
