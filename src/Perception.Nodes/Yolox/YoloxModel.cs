using Microsoft.Extensions.Logging;
using Perception.Decoding;
using Perception.Inference;
using Perception.Pipelines;

namespace Perception.Nodes.Yolox;

/// <summary>
/// The network of the node: loaded by its parameters, and what it became - which is said, never silent.
/// </summary>
internal sealed class YoloxModel : IDisposable
{
    public YoloxModel(YoloxParameters parameters, ILogger logger)
    {
        if (parameters.ModelPath.Length == 0)
        {
            throw new InferenceException(
                "the parameter 'model_path' is not set; give the path of a YOLOX network in ONNX format");
        }

        Name = Path.GetFileName(parameters.ModelPath);
        Detector = new YoloxDetector(
            parameters.ModelPath,
            new YoloxDecoderOptions
            {
                ScoreThreshold = parameters.ScoreThreshold,
                NmsThreshold = parameters.NmsThreshold,
                ClassAgnosticNms = parameters.ClassAgnosticNms,
                AutowareCompat = parameters.AutowareCompat,
                MaximumDetections = parameters.MaxDetections,
            },
            new InferenceOptions
            {
                Provider = Enum.Parse<ExecutionProvider>(parameters.Provider, ignoreCase: true),
                Precision = parameters.Precision == "auto" ? null : Enum.Parse<Precision>(parameters.Precision, ignoreCase: true),
                AllowFallback = parameters.AllowFallback,
                DlaCore = parameters.DlaCoreId < 0 ? null : parameters.DlaCoreId,
                CalibrationTable = parameters.CalibrationTable.Length > 0 ? parameters.CalibrationTable : null,
                Progress = text => logger.LogInformation("{Text}", text),
                DeviceId = parameters.GpuId,
                IntraOpThreads = parameters.IntraOpThreads,
                AllowSpinning = parameters.AllowSpinning,
            },
            parameters.LabelPath.Length > 0 ? LabelFile.Read(parameters.LabelPath) : null);
        if (Detector.Manifest.IsGuessed)
        {
            logger.LogWarning(
                "{Model} has no manifest; this one is guessed, store it as {Path} if it is right:\n{Manifest}",
                Name, Path.ChangeExtension(parameters.ModelPath, ".yaml"), ManifestWriter.ToYaml(Detector.Manifest));
        }

        logger.LogInformation("{Model} on {Backend}, precision {Precision}", Name, Backend, Precision);
        if (IsFallback) logger.LogWarning("{Reason}", FallbackReason);
        foreach (var note in Detector.Backend.Notes) logger.LogWarning("{Note}", note);
    }

    public YoloxDetector Detector { get; }

    /// <summary>Takes over what may change while the node runs; the next frame follows.</summary>
    public void Follow(YoloxParameters parameters) => Detector.DecoderOptions = Detector.DecoderOptions with
    {
        ScoreThreshold = parameters.ScoreThreshold,
        NmsThreshold = parameters.NmsThreshold,
        ClassAgnosticNms = parameters.ClassAgnosticNms,
    };

    public string Name { get; }

    /// <summary>Library, release and provider that compute.</summary>
    public string Backend => Detector.Backend.Description;

    /// <summary>What computes.</summary>
    public string Provider => InferenceNames.Of(Detector.Backend.Provider);

    /// <summary>Which device of several.</summary>
    public string Device => Detector.Backend.Device;

    /// <summary>Arithmetic of the network's weights.</summary>
    public string Precision => InferenceNames.Of(Detector.Backend.Precision);

    /// <summary>Why what was obtained is not what was requested; empty when it is.</summary>
    public string FallbackReason => Detector.Backend.FallbackReason;

    public bool IsFallback => FallbackReason.Length > 0;

    public void Dispose() => Detector.Dispose();
}
