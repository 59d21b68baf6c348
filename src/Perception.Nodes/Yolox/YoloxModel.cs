using Microsoft.Extensions.Logging;
using Perception.Pipelines;

namespace Perception.Nodes.Yolox;

/// <summary>The network of the node: loaded by its parameters, and what it became - which is said, never silent.</summary>
internal sealed class YoloxModel : IDisposable
{
    public YoloxModel(YoloxParameters parameters, ILogger logger)
    {
        Name = Path.GetFileName(parameters.ModelPath);
        Detector = new YoloxDetector(parameters.ModelPath, new YoloxOptions
        {
            ScoreThreshold = parameters.ScoreThreshold,
            NmsThreshold = parameters.NmsThreshold,
            ClassAgnosticNms = parameters.ClassAgnosticNms,
            AutowareCompat = parameters.AutowareCompat,
            MaxDetections = parameters.MaxDetections,
            LabelPath = parameters.LabelPath.Length > 0 ? parameters.LabelPath : null,
            IntraOpThreads = parameters.IntraOpThreads,
            AllowSpinning = parameters.AllowSpinning,
        });
        FallbackReason = parameters.Precision == Precision
            ? ""
            : $"precision {parameters.Precision} was requested, the network computes in {Precision}";
        logger.LogInformation("{Model} on {Provider}, precision {Precision}", Name, Provider, Precision);
        if (IsFallback) logger.LogWarning("{Reason}", FallbackReason);
    }

    public YoloxDetector Detector { get; }

    public string Name { get; }

    public string RequestedProvider => "cpu";

    public string Provider => "cpu";

    /// <summary>Arithmetic the network really computes in.</summary>
    public string Precision => "fp32";

    /// <summary>Why what was obtained is not what was requested; empty when it is.</summary>
    public string FallbackReason { get; }

    public bool IsFallback => FallbackReason.Length > 0;

    public void Dispose() => Detector.Dispose();
}
