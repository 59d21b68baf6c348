using Perception.Decoding;
using Perception.Imaging;
using Perception.Inference;
using Perception.Preprocessing;

namespace Perception.Pipelines;

/// <summary>
/// One network with all its heads: preprocess, infer, decode. The three steps may run on three threads, each on a frame
/// of its own, with an <see cref="InferenceSlot"/> carrying each frame's tensors from step to step.
/// </summary>
public sealed class MultiTaskNetwork : IDisposable
{
    private readonly LetterboxKernel _letterbox;
    private readonly DetectionHead? _detections;
    private readonly ClassMapHead? _semantic;
    private readonly ClassMapHead? _lanes;
    private readonly DepthHead? _depth;

    /// <summary>
    /// Loads a model with its manifest, or with a guessed one where it has none (see <see cref="Manifest"/>).
    /// </summary>
    /// <exception cref="InferenceException">Model or manifest cannot be used; one sentence.</exception>
    public MultiTaskNetwork(string modelPath, NetworkOptions? options = null)
    {
        options ??= new NetworkOptions();
        var manifest = ManifestFile.For(modelPath);
        if (manifest is null && options.BatchSize > 1)
        {
            throw new InferenceException(
                $"the model '{modelPath}' has no manifest, without which {options.BatchSize} pictures are not " +
                "computed together: check what 'perception model describe --manifest' prints and store it as " +
                $"'{Path.ChangeExtension(modelPath, ".yaml")}', or set batch_size to 1");
        }

        Backend = NetworkLoader.Load(modelPath, manifest, InferenceOptionsFor(manifest, options));
        try
        {
            Manifest = manifest ?? ManifestGuess.From(modelPath, Backend, options.Labels);
            if (options.Labels is not null)
            {
                Manifest = Manifest with { Classes = options.Labels };
            }

            Manifest = Manifest with { Input = NetworkLoader.InputOf(Manifest, Backend) };
            BatchSize = options.BatchSize;
            CheckInput(Manifest, ElementOf(Backend.Inputs[0]));
            Outputs = [.. Backend.Outputs.Select(ElementOf)];
            var wanted =
                Manifest.Outputs.Where(output => options.Tasks.HasFlag(NetworkOutputs.TaskOf(output))).ToList();
            var outputs = new NetworkOutputs(Manifest, Outputs);
            _detections = CreateDetections(wanted, outputs, AsRecommended(options.Detection));
            _semantic = CreateMap(wanted, outputs, OutputRole.Semantic);
            _lanes = CreateMap(wanted, outputs, OutputRole.Lanes);
            if (Single<DepthOutput>(wanted, OutputRole.Depth) is { } depth && outputs.Find(depth) is var index)
            {
                _depth = new DepthHead(depth, index, outputs.Shape(depth, index), Manifest.Input);
            }

            Tasks = wanted.Aggregate(NetworkTasks.None, (tasks, output) => tasks | NetworkOutputs.TaskOf(output));
            _letterbox = new LetterboxKernel(Manifest.Input);
        }
        catch
        {
            Backend.Dispose();
            throw;
        }
    }

    public ModelManifest Manifest { get; }

    /// <summary>The heads that are computed: those asked for, as far as the model has them.</summary>
    public NetworkTasks Tasks { get; }

    /// <summary>What runs the network.</summary>
    public IInferenceSession Backend { get; }

    /// <summary>Frames that are computed together.</summary>
    public int BatchSize { get; }

    /// <summary>The outputs of one frame.</summary>
    internal IReadOnlyList<TensorSpec> Outputs { get; }

    /// <summary>
    /// How the detection head becomes detections; another thread may change it, and the next frame follows.
    /// </summary>
    public YoloxDecoderOptions DetectionOptions
    {
        get => _detections?.Options ?? new YoloxDecoderOptions();
        set
        {
            if (_detections is not null)
            {
                _detections.Options = AsRecommended(value);
            }
        }
    }

    /// <summary>All tasks that the manifest of a model has outputs for.</summary>
    public static NetworkTasks TasksOf(ModelManifest manifest) =>
        manifest.Outputs.Aggregate(NetworkTasks.None, (tasks, output) => tasks | NetworkOutputs.TaskOf(output));

    /// <summary>
    /// Buffers for one frame under way, the first of a batch; the caller disposes them before the network.
    /// </summary>
    public InferenceSlot CreateSlot() => CreateBatch().Slots[0];

    /// <summary>
    /// Buffers for as many frames as are computed together; the caller disposes them before the network.
    /// </summary>
    public InferenceBatch CreateBatch() => new(this);

    /// <summary>First step: fills the slot's input. One thread at a time.</summary>
    public void Preprocess(Image image, InferenceSlot slot) => Preprocess(image, slot, image.Width, image.Height);

    /// <summary>
    /// First step for an image that was shrunk while it was decoded, by a whole number (<see cref="PictureDecoder"/>):
    /// results are in pixels of the picture that it was.
    /// </summary>
    public void Preprocess(Image image, InferenceSlot slot, int sourceWidth, int sourceHeight)
    {
        var transform = _letterbox.Run(image, slot.InputAddress, slot.Border);
        slot.Transform = image.Width == sourceWidth && image.Height == sourceHeight ? transform
            : transform.ForSource(sourceWidth, sourceHeight);
    }

    /// <summary>Second step: input to outputs, with all frames of the slot's batch. One thread at a time.</summary>
    /// <exception cref="InferenceException">The backend failed.</exception>
    public void Infer(InferenceSlot slot) => Infer(slot.Batch);

    /// <summary>Second step for frames that are computed together. One thread at a time.</summary>
    /// <exception cref="InferenceException">The backend failed.</exception>
    public void Infer(InferenceBatch batch) => Backend.Run(batch.Buffers);

    /// <summary>
    /// First half of the second step: the input goes to the device, which may hold
    /// <see cref="IInferenceSession.Depth"/> of them. <see cref="AwaitInference"/> is to follow for each batch, in the
    /// same order and on the same thread.
    /// </summary>
    /// <exception cref="InferenceException">The backend failed; nothing is to follow.</exception>
    public void BeginInference(InferenceBatch batch) => Backend.Submit(batch.Buffers);

    /// <summary>Second half of the second step: the outputs are there.</summary>
    /// <exception cref="InferenceException">The backend failed on that frame.</exception>
    public void AwaitInference(InferenceBatch batch) => Backend.Await(batch.Buffers);

    /// <summary>Third step: outputs to results, as far as they are wanted and here. One thread at a time.</summary>
    /// <param name="slot">The frame.</param>
    /// <param name="wanted">Heads to decode.</param>
    /// <param name="result">Receives what they hold.</param>
    /// <param name="focalPixels">
    /// Focal length of the camera in pixels of the picture; without it depth is that of the network's own camera.
    /// </param>
    /// <exception cref="BadTensorException">The network gave no numbers.</exception>
    public void Decode(InferenceSlot slot, NetworkTasks wanted, NetworkResult result, float? focalPixels = null)
    {
        wanted &= Tasks;
        result.Tasks = NetworkTasks.None;
        if ((wanted & NetworkTasks.Detections) != 0)
        {
            result.SetDetections(_detections!.Decode(slot));
        }

        if ((wanted & NetworkTasks.Semantic) != 0)
        {
            _semantic!.Decode(slot, result.Semantic);
        }

        if ((wanted & NetworkTasks.Lanes) != 0)
        {
            _lanes!.Decode(slot, result.Lanes);
            _lanes.DecodeProbability(slot, result.LaneProbability);
        }

        if ((wanted & NetworkTasks.Depth) != 0)
        {
            _depth!.Decode(slot, result.Depth, focalPixels * slot.Transform.ScaleX);
        }

        result.Tasks = wanted;
    }

    /// <summary>The detections alone, in pixels of the picture and valid until the next call.</summary>
    /// <exception cref="BadTensorException">The network gave no numbers.</exception>
    public ReadOnlySpan<Detection> DecodeDetections(InferenceSlot slot) =>
        _detections is null ? default : _detections.Decode(slot);

    /// <inheritdoc/>
    public void Dispose()
    {
        _letterbox.Dispose();
        Backend.Dispose();
    }

    private static InferenceOptions InferenceOptionsFor(ModelManifest? manifest, NetworkOptions options)
    {
        if (manifest is null)
        {
            return options.Inference;
        }

        var wanted = manifest.Outputs.Where(output => options.Tasks.HasFlag(NetworkOutputs.TaskOf(output))).ToList();
        var input = manifest.Input;
        return options.Inference with
        {
            InputShape = input.Layout == TensorLayout.Nchw
                ? [options.BatchSize, 3, input.Height, input.Width]
                : [options.BatchSize, input.Height, input.Width, 3],

            // An output without a name is found by its shape, for which all of them have to be there.
            Outputs = wanted.Count == manifest.Outputs.Count ||
                wanted.Count == 0 || wanted.Any(output => output.Name is null)
                ? null
                : [.. wanted.Select(output => output.Name!).Distinct()],
        };
    }

    // What one frame has of a tensor that holds several.
    private TensorSpec ElementOf(TensorSpec tensor) => BatchSize == 1 ? tensor
        : tensor.Shape.Count > 1 && tensor.Shape[0] == BatchSize
            ? new TensorSpec(tensor.Name, [1, .. tensor.Shape.Skip(1)], tensor.ElementType)
            {
                Quantization = tensor.Quantization,
            }
        : throw new InferenceException(
            $"the model '{Manifest.ModelPath}' cannot compute {BatchSize} pictures together: it has {tensor}");

    // The preprocessing writes as many bytes as the manifest says, so they must be those of the model's tensor.
    private static void CheckInput(ModelManifest manifest, TensorSpec input)
    {
        if (!Takes(input.ElementType, manifest.Input.ElementType) || manifest.Input.ByteLength != input.ByteLength ||
            (manifest.InputName is { } name && name != input.Name))
        {
            throw new InferenceException(
                $"the manifest of '{manifest.ModelPath}' describes the input '{manifest.InputName ?? input.Name}' of " +
                $"{manifest.Input.Width}x{manifest.Input.Height} {manifest.Input.ElementType}; " +
                $"the model takes {input}");
        }
    }

    private static bool Takes(TensorDataType type, TensorElementType given) =>
        type == (given == TensorElementType.UInt8 ? TensorDataType.UInt8 : TensorDataType.Float32);

    private YoloxDecoderOptions AsRecommended(YoloxDecoderOptions options) =>
        options.NmsThreshold is null ? options with { NmsThreshold = Manifest.NmsThreshold } : options;

    private DetectionHead? CreateDetections(
        IReadOnlyList<OutputSpec> wanted, NetworkOutputs outputs, YoloxDecoderOptions options)
    {
        var input = Manifest.Input;
        if (CreateRawDetections(wanted, options) is { } raw)
        {
            return raw;
        }

        if (Single<YoloxOutput>(wanted, OutputRole.Yolox) is { } yolox && outputs.Find(yolox) is var index)
        {
            var decoder = new YoloxDecoder(yolox, Outputs[index], input.Width, input.Height, options);
            return Manifest.Classes.Count == decoder.ClassCount
                ? new YoloxHead(decoder, index)
                : throw new InferenceException(
                    $"the model '{Manifest.ModelPath}' scores {decoder.ClassCount} classes, but " +
                    $"{Manifest.Classes.Count} class names were given");
        }

        var heads = wanted.OfType<LightNetOutput>().ToList();
        if (heads.Count == 0)
        {
            return null;
        }

        int[] indices = [.. heads.Select(outputs.Find)];
        return new LightNetHeads(heads, indices, [.. heads.Zip(indices, outputs.Shape)], Manifest.Classes.Count, input,
            options);
    }

    // What accelerators make of a YOLOX: its integers in pieces, or boxes that are done.
    private DetectionHead? CreateRawDetections(IReadOnlyList<OutputSpec> wanted, YoloxDecoderOptions options)
    {
        if (Single<YoloxOutput>(wanted, OutputRole.Yolox) is not { } yolox)
        {
            return null;
        }

        var (input, classes) = (Manifest.Input, Manifest.Classes.Count);
        for (var i = 0; i < Outputs.Count; i++)
        {
            if (Outputs[i].Arrangement is TensorArrangement.NmsByClass or TensorArrangement.NmsByScore)
            {
                return new DetectionListHead(i, Outputs[i], classes, input, options);
            }
        }

        return RawYoloxLayout.Find(Outputs, classes, input.Width, input.Height, yolox.Strides) is { } grids
            ? new RawYoloxHead(grids, classes, yolox.Activated, options)
            : null;
    }

    private ClassMapHead? CreateMap(IReadOnlyList<OutputSpec> wanted, NetworkOutputs outputs, OutputRole role) =>
        Single<ClassMapOutput>(wanted, role) is { } map && outputs.Find(map) is var index
            ? new ClassMapHead(map, index, outputs.Shape(map, index), Manifest.Input)
            : null;

    private T? Single<T>(IReadOnlyList<OutputSpec> wanted, OutputRole role) where T : OutputSpec
    {
        var outputs = wanted.Where(output => output.Role == role).ToList();
        return outputs.Count <= 1 ? (T?)outputs.FirstOrDefault() : throw new InferenceException(
            $"the manifest of '{Manifest.ModelPath}' lists {outputs.Count} outputs of role " +
            $"{Section.Spelling(role)}; one can be read");
    }
}
