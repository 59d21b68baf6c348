using Microsoft.Extensions.Logging;
using Perception.Decoding;
using Perception.Inference;
using Perception.Pipelines;

namespace Perception.Nodes.Yolox;

/// <summary>The network of the node: loaded by its parameters, and what it became - which is said, never silent.</summary>
internal sealed class YoloxModel : IDisposable
{
    public YoloxModel(YoloxParameters parameters, ILogger logger)
    {
        if (parameters.ModelPath.Length == 0)
        {
            throw new InferenceException("the parameter 'model_path' is not set; give the path of a YOLOX network in ONNX format");
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
            new InferenceOptions { IntraOpThreads = parameters.IntraOpThreads, AllowSpinning = parameters.AllowSpinning },
            parameters.LabelPath.Length > 0 ? LabelFile.Read(parameters.LabelPath) : null);
        if (Detector.Manifest.IsGuessed)
        {
            logger.LogWarning("{Model} has no manifest; this one is guessed, store it as {Path} if it is right:\n{Manifest}",
                Name, Path.ChangeExtension(parameters.ModelPath, ".yaml"), ManifestWriter.ToYaml(Detector.Manifest));
        }

        FallbackReason = parameters.Precision == Precision
            ? ""
            : $"precision {parameters.Precision} was requested, the network computes in {Precision}";
        logger.LogInformation("{Model} on {Provider}, precision {Precision}", Name, Provider, Precision);
        if (IsFallback) logger.LogWarning("{Reason}", FallbackReason);
    }

    public YoloxDetector Detector { get; }

    public string Name { get; }

    /// <summary>There is no other yet to ask for.</summary>
    public string RequestedProvider => "cpu";

    /// <summary>What the backend says it runs on.</summary>
    public string Provider => Detector.BackendDescription;

    /// <summary>Arithmetic the network really computes in.</summary>
    public string Precision => "fp32";

    /// <summary>Why what was obtained is not what was requested; empty when it is.</summary>
    public string FallbackReason { get; }

    public bool IsFallback => FallbackReason.Length > 0;

    public void Dispose() => Detector.Dispose();
}
