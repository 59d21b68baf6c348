using Microsoft.ML.OnnxRuntime;
using OrtElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace Perception.Inference.OnnxRuntime;

/// <summary>
/// A network in ONNX Runtime, bound to native buffers. What was asked for and cannot be had is an error, or with
/// <see cref="InferenceOptions.AllowFallback"/> a <see cref="FallbackReason"/>.
/// </summary>
public sealed class OnnxRuntimeSession : IInferenceSession
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly string _modelPath;
    private readonly string _version;
    private readonly int _deviceId;
    private bool _buildsEngine;

    /// <summary>Loads a model.</summary>
    /// <exception cref="BackendException">Provider or precision cannot be had.</exception>
    /// <exception cref="InferenceException">The model is missing, damaged, or has inputs or outputs that cannot be
    /// bound.</exception>
    public OnnxRuntimeSession(string modelPath, InferenceOptions? options = null)
    {
        options ??= new InferenceOptions();
        _version = OnnxRuntimeBackend.Version();
        (_modelPath, _deviceId) = (modelPath, options.DeviceId);
        (RequestedProvider, RequestedPrecision) = (options.Provider, options.Precision);
        _session = Load(options);
        try
        {
            Precision = PrecisionOf(modelPath, options);
            Inputs = [.. _session.InputMetadata.Select((input, i) => Spec(input, i == 0 ? options.InputShape : null))];
            CheckOpenDimensions(options);
            Outputs = OutputSpecs(options);

            // Shapes and types that cannot be bound are an error now, not with the first frame.
            using var buffers = CreateBuffers();
            Placement = options.MeasurePlacement ? MeasurePlacement(buffers) : null;
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
    public string Description => $"onnxruntime {_version} {InferenceNames.Of(Provider)}";

    /// <inheritdoc/>
    public ExecutionProvider RequestedProvider { get; }

    /// <inheritdoc/>
    public ExecutionProvider Provider { get; private set; }

    /// <inheritdoc/>
    public string Device { get; private set; } = "cpu";

    /// <inheritdoc/>
    public string FallbackReason { get; private set; } = "";

    /// <inheritdoc/>
    public Precision? RequestedPrecision { get; }

    /// <inheritdoc/>
    public Precision Precision { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes { get; private set; } = [];

    /// <inheritdoc/>
    public BackendCapabilities Capabilities =>
        BackendCapabilities.Batch | BackendCapabilities.DynamicShape | BackendCapabilities.SharedDevice |
        BackendCapabilities.LayerProfile | (Provider == ExecutionProvider.Cpu ? BackendCapabilities.ZeroCopy : 0) |
        (Provider is ExecutionProvider.Cuda or ExecutionProvider.TensorRt
            ? BackendCapabilities.Power | BackendCapabilities.Temperature : 0);

    /// <inheritdoc/>
    public IReadOnlyList<PlacementCount>? Placement { get; }

    /// <summary>What an NVIDIA GPU says; ONNX Runtime itself asks no device.</summary>
    public DeviceTelemetry ReadTelemetry() => Provider is ExecutionProvider.Cuda or ExecutionProvider.TensorRt
        ? NvidiaTelemetry.Read(_deviceId)
        : default;

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
        catch (OnnxRuntimeException e) when (ProviderFailure.IsDeviceLost(e.Message))
        {
            throw new BackendException("onnxruntime", BackendState.DeviceLost,
                $"the device of '{_modelPath}' was lost: {FirstLine(e)}",
                "the driver's log (dmesg) says why; a CUDA context does not recover: start the program anew");
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
            if (options.MeasurePlacement)
            {
                session.ProfileOutputPathPrefix = Path.Combine(Path.GetTempPath(), $"placement-{Guid.NewGuid():N}");
                session.EnableProfiling = true;
            }

            Choose(options, session);
            using var progress = _buildsEngine && options.Progress is not null
                ? new BuildProgress($"TensorRT's engine of '{_modelPath}'", options.Progress) : null;
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
    }

    private void Choose(InferenceOptions options, SessionOptions session)
    {
        try
        {
            string? folder = null;
            if (options.Provider == ExecutionProvider.TensorRt)
            {
                // What cannot be had is said before a folder is made for what it would build.
                EngineCache.RequireTable(options);
                using var trial = new SessionOptions();
                ProviderAppender.Append(trial, options, ProviderSettings.Of(options));
                folder = PrepareEngines(options);
            }

            ProviderAppender.Append(session, options, ProviderSettings.Of(options, folder));
            Provider = options.Provider;
            Device = Provider is ExecutionProvider.Cuda or ExecutionProvider.TensorRt
                ? $"cuda:{options.DeviceId}" : InferenceNames.Of(Provider);
        }
        catch (BackendException e) when (options.AllowFallback)
        {
            Provider = ExecutionProvider.Cpu;
            FallbackReason =
                $"provider {InferenceNames.Of(options.Provider)} was requested, the cpu computes: {e.Message}";
        }
        catch (BackendException e)
        {
            throw new BackendException(e.Backend, e.State, e.Problem,
                $"{e.Remedy}; or allow_fallback: true lets the cpu compute",
                e.NativeCode);
        }
    }

    // An engine takes minutes to build, so it is kept; for whom is in the folder's name.
    private string PrepareEngines(InferenceOptions options)
    {
        var root = options.EngineCacheFolder ?? Path.Combine(PackageCache.Folder, "engines");
        var folder = EngineCache.FolderFor(root, _modelPath, options,
        [
            $"onnxruntime {_version}", $"tensorrt {TensorRtLibrary.Version()}",
            $"driver {NvidiaDevices.DriverVersion()}",
            .. NvidiaDevices.Find().Select(device => device.Name),
        ]);
        EngineCache.Prepare(folder, options);
        _buildsEngine = !EngineCache.HasEngine(folder);
        options.Progress?.Invoke(_buildsEngine
            ? $"TensorRT builds an engine of '{_modelPath}', which may take minutes; it is kept in {folder}"
            : $"TensorRT takes the engine of '{_modelPath}' from {folder}");
        if (options.DlaCore is { } core)
        {
            // The provider goes on without a word where there is no such core (onnxruntime issue 26680).
            Notes =
            [
                $"DLA core {core} was requested; ONNX Runtime does not say whether it computes, and some releases " +
                "take core 0 in its place",
            ];
        }

        return folder;
    }

    private Precision PrecisionOf(string modelPath, InferenceOptions options)
    {
        var weights = OnnxWeights.PrecisionOf(File.ReadAllBytes(modelPath));

        // TensorRT builds in what it is told to, with whichever layers it finds fit.
        var obtained = Provider == ExecutionProvider.TensorRt ? options.Precision ?? weights : weights;
        if (options.Precision is not { } wanted || wanted == obtained)
        {
            return obtained;
        }

        var problem = $"precision {InferenceNames.Of(wanted)} was requested, " +
            $"the network computes in {InferenceNames.Of(obtained)}";
        if (!options.AllowFallback)
        {
            throw new BackendException("onnxruntime", BackendState.Failed,
                $"{problem} on the {InferenceNames.Of(Provider)}",
                $"take precision: {InferenceNames.Of(obtained)} or auto, a network in {InferenceNames.Of(wanted)}, " +
                "or allow_fallback: true");
        }

        FallbackReason = FallbackReason.Length == 0 ? problem : $"{FallbackReason}; {problem}";
        return obtained;
    }

    private IReadOnlyList<PlacementCount> MeasurePlacement(TensorBuffers buffers)
    {
        Run(buffers);
        var file = _session.EndProfiling();
        try
        {
            using var profile = File.OpenRead(file);
            return NodePlacement.Read(profile);
        }
        finally
        {
            File.Delete(file);
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

    private TensorDataType ElementType(string name, OrtElementType type) => type switch
    {
        OrtElementType.Float => TensorDataType.Float32,
        OrtElementType.UInt8 => TensorDataType.UInt8,
        OrtElementType.Int32 => TensorDataType.Int32,
        OrtElementType.Int64 => TensorDataType.Int64,
        _ => throw new InferenceException(
            $"'{name}' of the model '{_modelPath}' is of type {type}; float32, uint8, int32 and int64 can be bound"),
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
    private IReadOnlyList<TensorSpec> OutputSpecs(InferenceOptions options)
    {
        if (_session.OutputMetadata.Values.All(output =>
            output.IsTensor && output.Dimensions.All(dimension => dimension > 0)))
        {
            return [.. _session.OutputMetadata.Select(output => Spec(output, null))];
        }

        try
        {
            return TryOutputs();
        }
        catch (OnnxRuntimeException e)
        {
            var remedy = options.InputShape is null ? "; a manifest says which size open dimensions have" : "";
            throw new InferenceException(
                $"the model '{_modelPath}' does not run on {Inputs[0]}: {FirstLine(e)}{remedy}");
        }
    }

    private List<TensorSpec> TryOutputs()
    {
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
