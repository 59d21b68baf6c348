using Perception.Decoding;
using Perception.Imaging;
using Perception.Inference;

namespace Perception.Pipelines;

/// <summary>
/// Image to detections: the detection head of a network, and nothing else of it. Its three steps may run on three
/// threads, each on a frame of its own, with an <see cref="InferenceSlot"/> carrying each frame's tensors.
/// </summary>
public sealed class YoloxDetector : IDisposable
{
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
        Network = new MultiTaskNetwork(modelPath, new NetworkOptions
        {
            Tasks = NetworkTasks.Detections,
            Detection = decoding ?? new YoloxDecoderOptions(),
            Inference = inference ?? new InferenceOptions(),
            Labels = labels,
        });
        if (Network.Tasks != NetworkTasks.Detections)
        {
            Network.Dispose();
            throw new InferenceException(
                $"the model '{modelPath}' finds no objects: its manifest has no output of role " +
                $"yolox or lightnet, only {string.Join(", ",
                    Network.Manifest.Outputs.Select(output => Section.Spelling(output.Role)))}");
        }
    }

    public ModelManifest Manifest => Network.Manifest;

    /// <summary>How outputs become detections; another thread may change it, and the next frame follows.</summary>
    public YoloxDecoderOptions DecoderOptions
    {
        get => Network.DetectionOptions;
        set => Network.DetectionOptions = value;
    }

    /// <summary>What runs the network.</summary>
    public IInferenceSession Backend => Network.Backend;

    /// <summary>The network that this is the detection head of.</summary>
    public MultiTaskNetwork Network { get; }

    /// <summary>Buffers for one frame under way; the caller disposes them before the detector.</summary>
    public InferenceSlot CreateSlot() => Network.CreateSlot();

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
    public void Preprocess(Image image, InferenceSlot slot) => Network.Preprocess(image, slot);

    /// <summary>Second step: input to output. One thread at a time.</summary>
    /// <exception cref="InferenceException">The backend failed.</exception>
    public void Infer(InferenceSlot slot) => Network.Infer(slot);

    /// <summary>Third step: output to detections, valid until the next call. One thread at a time.</summary>
    public ReadOnlySpan<Detection> Decode(InferenceSlot slot) => Network.DecodeDetections(slot);

    /// <inheritdoc/>
    public void Dispose()
    {
        _ownSlot?.Dispose();
        Network.Dispose();
    }
}
