using Perception.Decoding;
using Perception.Imaging;
using Perception.Inference;
using Perception.Inference.OnnxRuntime;
using Perception.Preprocessing;

namespace Perception.Pipelines;

/// <summary>
/// Image to detections: preprocess, infer, decode. The three steps may run on three threads, each on a frame of its
/// own, with an <see cref="InferenceSlot"/> carrying each frame's tensors from step to step.
/// </summary>
public sealed unsafe class YoloxDetector : IDisposable
{
    private readonly IInferenceBackend _backend;
    private readonly LetterboxKernel _letterbox;
    private readonly YoloxDecoder _decoder;
    private readonly int _output;
    private InferenceSlot? _ownSlot;

    /// <summary>
    /// Loads a model with its manifest, or with a guessed one where it has none (see <see cref="Manifest"/>).
    /// </summary>
    /// <param name="modelPath">The ONNX file.</param>
    /// <param name="decoding">Thresholds and rules.</param>
    /// <param name="inference">Threads and spinning.</param>
    /// <param name="labels">Class names that replace those of the manifest.</param>
    /// <exception cref="InferenceException">Model or manifest cannot be used; one sentence.</exception>
    public YoloxDetector(string modelPath, YoloxDecoderOptions? decoding = null, InferenceOptions? inference = null,
        IReadOnlyList<string>? labels = null)
    {
        var manifest = ManifestFile.For(modelPath);
        inference ??= new InferenceOptions();
        if (manifest is not null)
        {
            var input = manifest.Input;
            inference = inference with
            {
                InputShape = input.Layout == TensorLayout.Nchw
                    ? [1, 3, input.Height, input.Width]
                    : [1, input.Height, input.Width, 3],
            };
        }

        _backend = new OnnxRuntimeBackend(modelPath, inference);
        try
        {
            Manifest = manifest ?? ManifestGuess.From(modelPath, _backend, labels);
            if (labels is not null)
            {
                Manifest = Manifest with { Classes = labels };
            }

            CheckInput(Manifest, _backend.Inputs[0]);
            _output = FindOutput(Manifest, _backend);
            _decoder = new YoloxDecoder(
                Manifest.Outputs[0], _backend.Outputs[_output], Manifest.Input.Width, Manifest.Input.Height,
                decoding ?? new YoloxDecoderOptions());
            if (Manifest.Classes.Count != _decoder.ClassCount)
            {
                throw new InferenceException(
                    $"the model '{modelPath}' scores {_decoder.ClassCount} classes, but {Manifest.Classes.Count} " +
                    "class names were given");
            }

            _letterbox = new LetterboxKernel(Manifest.Input);
        }
        catch
        {
            _backend.Dispose();
            throw;
        }
    }

    public ModelManifest Manifest { get; }

    /// <summary>How outputs become detections; another thread may change it, and the next frame follows.</summary>
    public YoloxDecoderOptions DecoderOptions
    {
        get => _decoder.Options;
        set => _decoder.Options = value;
    }

    /// <summary>What runs the network.</summary>
    public IInferenceBackend Backend => _backend;

    /// <summary>Buffers for one frame under way; the caller disposes them before the detector.</summary>
    public InferenceSlot CreateSlot() => new(_backend.CreateBuffers());

    /// <summary>
    /// All three steps; the detections are in pixels of <paramref name="image"/> and valid until the next call.
    /// </summary>
    /// <exception cref="BadTensorException">The network gave no numbers.</exception>
    public ReadOnlySpan<Detection> Detect(Image image)
    {
        _ownSlot ??= CreateSlot();
        Preprocess(image, _ownSlot);
        Infer(_ownSlot);
        return Decode(_ownSlot);
    }

    /// <summary>First step: fills the slot's input. One thread at a time.</summary>
    public void Preprocess(Image image, InferenceSlot slot) =>
        slot.Transform = _letterbox.Run(image, slot.Buffers.Input(0), slot.Border);

    /// <summary>Second step: input to output. One thread at a time.</summary>
    /// <exception cref="InferenceException">The backend failed.</exception>
    public void Infer(InferenceSlot slot) => _backend.Run(slot.Buffers);

    /// <summary>Third step: output to detections, valid until the next call. One thread at a time.</summary>
    public ReadOnlySpan<Detection> Decode(InferenceSlot slot) =>
        _decoder.Decode(
            new ReadOnlySpan<float>((void*)slot.Buffers.Output(_output), _backend.Outputs[_output].ElementCount),
                slot.Transform);

    /// <inheritdoc/>
    public void Dispose()
    {
        _ownSlot?.Dispose();
        _letterbox.Dispose();
        _backend.Dispose();
    }

    // The preprocessing writes as many bytes as the manifest says, so they must be those of the model's tensor.
    private static void CheckInput(ModelManifest manifest, TensorSpec input)
    {
        if (manifest.Input.ElementType != input.ElementType || manifest.Input.ByteLength != input.ByteLength ||
            (manifest.InputName is { } name && name != input.Name))
        {
            throw new InferenceException(
                $"the manifest of '{manifest.ModelPath}' describes the input '{manifest.InputName ?? input.Name}' of " +
                $"{manifest.Input.Width}x{manifest.Input.Height} {manifest.Input.ElementType}; " +
                $"the model takes {input}");
        }
    }

    private static int FindOutput(ModelManifest manifest, IInferenceBackend backend)
    {
        if (manifest.Outputs.Count != 1)
        {
            throw new InferenceException(
                $"the manifest of '{manifest.ModelPath}' lists {manifest.Outputs.Count} outputs; a YOLOX detector " +
                "has one");
        }

        var wanted = manifest.Outputs[0].Name;
        int[] fitting = [.. Enumerable.Range(0, backend.Outputs.Count).Where(i => wanted is null
            ? YoloxGrid.FindStrides(backend.Outputs[i].Shape, manifest.Input.Width, manifest.Input.Height) is not null
            : backend.Outputs[i].Name == wanted)];
        if (fitting.Length == 1)
        {
            return fitting[0];
        }

        var problem = wanted is null
            ? $"names no output, and {fitting.Length} of the model's have YOLOX's shape for an input of " +
                $"{manifest.Input.Width}x{manifest.Input.Height}"
            : $"names the output '{wanted}'";
        throw new InferenceException(
            $"the manifest of '{manifest.ModelPath}' {problem}; the model has {string.Join(", ", backend.Outputs)}");
    }
}
