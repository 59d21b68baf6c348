using System.Globalization;
using Perception.Inference.Rknn.Native;

namespace Perception.Inference.Rknn;

/// <summary>A network on a Rockchip NPU; integers come out as the chip has them.</summary>
internal sealed unsafe class RknnSession : IInferenceSession
{
    private const int FormatNchw = 0, FormatNhwc = 1, TypeUInt8 = 3, QuantizationNone = 0, QuantizationAffine = 2;
    private readonly RknnHandle _handle;
    private readonly string _path;

    public RknnSession(string path, InferenceOptions options)
    {
        _path = path;
        RequestedPrecision = options.Precision;
        byte[] model;
        try
        {
            model = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InferenceException($"the model '{path}' cannot be read: {e.Message}");
        }

        _handle = new RknnHandle(model, path);
        try
        {
            RknnVersion version;
            Check(RknnRt.rknn_query(_handle.Context, RknnRt.QueryVersion, &version, (uint)sizeof(RknnVersion)),
                "asking librknnrt for its release");
            Description = $"rknn {version.ApiText()}{(StubLibrary.Is(RknnLibrary.Loaded) ? " (stub, no device)" : "")}";
            Device = SetCores(options);
            RknnCounts counts;
            Check(RknnRt.rknn_query(_handle.Context, RknnRt.QueryCounts, &counts, (uint)sizeof(RknnCounts)),
                "counting tensors");
            Inputs = [.. Enumerable.Range(0, (int)counts.Inputs).Select(i => InputSpec(Query(RknnRt.QueryInput, i)))];
            Outputs =
                [.. Enumerable.Range(0, (int)counts.Outputs).Select(i => OutputSpec(Query(RknnRt.QueryOutput, i)))];
            Precision = Outputs.Any(output => output.Quantization is not null) ? Precision.Int8 : Precision.Fp16;
            FallbackReason = JudgePrecision(options);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IReadOnlyList<TensorSpec> Inputs { get; }

    public IReadOnlyList<TensorSpec> Outputs { get; }

    public string Description { get; }

    public ExecutionProvider RequestedProvider => ExecutionProvider.Rknn;

    public ExecutionProvider Provider => ExecutionProvider.Rknn;

    public string Device { get; }

    public string FallbackReason { get; }

    public Precision? RequestedPrecision { get; }

    public Precision Precision { get; }

    public IReadOnlyList<string> Notes => [];

    public BackendCapabilities Capabilities => BackendCapabilities.SharedDevice;

    public IReadOnlyList<PlacementCount>? Placement => null;

    public DeviceTelemetry ReadTelemetry() => default;

    public TensorBuffers CreateBuffers() => new PlainBuffers(Inputs, Outputs);

    public void Run(TensorBuffers buffers)
    {
        var inputs = stackalloc RknnInput[Inputs.Count];
        for (var i = 0; i < Inputs.Count; i++)
        {
            inputs[i] = new RknnInput
            {
                Index = (uint)i,
                Buffer = (void*)buffers.Input(i),
                Size = (uint)Inputs[i].ByteLength,
                Type = TypeUInt8,
                Format = FormatNhwc,
            };
        }

        var outputs = stackalloc RknnOutput[Outputs.Count];
        for (var i = 0; i < Outputs.Count; i++)
        {
            outputs[i] = new RknnOutput
            {
                Index = (uint)i,
                IsPreallocated = 1,
                Buffer = (void*)buffers.Output(i),
                Size = (uint)Outputs[i].ByteLength,
            };
        }

        Check(RknnRt.rknn_inputs_set(_handle.Context, (uint)Inputs.Count, inputs), "writing a frame");
        Check(RknnRt.rknn_run(_handle.Context, null), "running the network");
        Check(RknnRt.rknn_outputs_get(_handle.Context, (uint)Outputs.Count, outputs, null), "reading a result");
        Check(RknnRt.rknn_outputs_release(_handle.Context, (uint)Outputs.Count, outputs), "giving a result back");
    }

    public void Dispose() => _handle.Dispose();

    private static void Check(int status, string doing) => RknnStatus.Check(status, doing);

    // 1, 2 and 4 are the cores, their sums several of them; without a choice the driver takes what is free.
    private string SetCores(InferenceOptions options)
    {
        if (!options.ProviderOptions.TryGetValue("core_mask", out var text))
        {
            return "rknpu";
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var mask) ||
            mask is not (1 or 2 or 3 or 4 or 7))
        {
            throw new InferenceException($"the setting core_mask is '{text}'; allowed is 1, 2, 4, 3 or 7");
        }

        Check(RknnRt.rknn_set_core_mask(_handle.Context, mask), "choosing cores");
        return $"rknpu:{mask}";
    }

    private RknnTensor Query(int command, int index)
    {
        var tensor = new RknnTensor { Index = (uint)index };
        Check(RknnRt.rknn_query(_handle.Context, command, &tensor, (uint)sizeof(RknnTensor)),
            "reading the network's tensors");
        return tensor;
    }

    private TensorSpec InputSpec(RknnTensor tensor)
    {
        var shape = Shape(tensor);

        // The runtime takes pictures side by side and does the rest, whatever the network has inside.
        int[] picture = tensor.Format == FormatNchw && shape.Length == 4
            ? [shape[0], shape[2], shape[3], shape[1]]
            : shape;
        return new TensorSpec(tensor.NameText(), picture, TensorDataType.UInt8)
        {
            Arrangement = TensorArrangement.Nhwc
        };
    }

    private TensorSpec OutputSpec(RknnTensor tensor)
    {
        var name = tensor.NameText();
        var type = tensor.Type switch
        {
            0 => TensorDataType.Float32,
            1 => TensorDataType.Float16,
            2 => TensorDataType.Int8,
            TypeUInt8 => TensorDataType.UInt8,
            4 => TensorDataType.Int16,
            5 => TensorDataType.UInt16,
            6 => TensorDataType.Int32,
            8 => TensorDataType.Int64,
            _ => throw new InferenceException(
                $"'{name}' of '{_path}' is of librknnrt's type {tensor.Type}, which is not read"),
        };
        var quantization = tensor.QuantizationType switch
        {
            QuantizationNone => null,
            QuantizationAffine => new TensorQuantization([tensor.Scale], [tensor.ZeroPoint]),
            _ => new TensorQuantization([MathF.Pow(2, -tensor.FractionLength)], [0]),
        };
        var spec = new TensorSpec(name, Shape(tensor), type)
        {
            Quantization = quantization,
            Arrangement = tensor.Format == FormatNhwc ? TensorArrangement.Nhwc : tensor.Format == FormatNchw
                ? TensorArrangement.Nchw
                : TensorArrangement.Plain,
        };
        return spec.ByteLength == tensor.Size ? spec
            : throw new InferenceException(
                $"'{name}' of '{_path}' has {tensor.Size} bytes, but {spec} has {spec.ByteLength}");
    }

    private int[] Shape(RknnTensor tensor)
    {
        if (tensor.DimensionCount is 0 or > 16)
        {
            throw new InferenceException(
                $"'{tensor.NameText()}' of '{_path}' has {tensor.DimensionCount} dimensions; 1 to 16 are read");
        }

        var shape = new int[tensor.DimensionCount];
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = checked((int)tensor.Dimensions[i]);
        }

        return shape;
    }

    private string JudgePrecision(InferenceOptions options)
    {
        if (options.Precision is not { } wanted || wanted == Precision)
        {
            return "";
        }

        var problem = $"precision {InferenceNames.Of(wanted)} was requested, " +
            $"the network computes in {InferenceNames.Of(Precision)}";
        return options.AllowFallback ? problem : throw new BackendException(
            RknnBackend.Name, BackendState.Failed, $"{problem} on the rknpu",
            $"take precision: {InferenceNames.Of(Precision)} or auto, or allow_fallback: true");
    }
}
