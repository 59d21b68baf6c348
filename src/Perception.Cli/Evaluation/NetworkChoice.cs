using System.CommandLine;
using Perception.Cli.Commands;
using Perception.Decoding;
using Perception.Inference;
using Perception.Pipelines;

namespace Perception.Cli.Evaluation;

/// <summary>The network under test and how its outputs are read: the part that all kinds of evaluation share.</summary>
internal sealed class NetworkChoice
{
    private readonly Option<float> _score =
        Options.Number("--score", "least score of a detection that is kept", 0.01f, 0f, 1f);
    private readonly NmsOption _nms = new(0.65f);
    private readonly Option<string> _rules = Options.Choice("--rules",
        "coco: boxes of every class above the least score, suppressed class by class; node: as the nodes do by default",
        "coco", "coco", "node");
    private readonly Option<int> _threads =
        Options.Number("--threads", "threads that compute the network; 0: one per core", 0, 0, 256);

    public Argument<string> Model { get; } = new("MODEL") { Description = "ONNX file of the network" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_score, _nms.Option, _rules, _threads]) command.Options.Add(option);
    }

    public MultiTaskNetwork Load(ParseResult result)
    {
        var asNode = result.GetValue(_rules) == "node";
        var network = new MultiTaskNetwork(result.GetRequiredValue(Model), new NetworkOptions
        {
            Detection = new YoloxDecoderOptions
            {
                ScoreThreshold = result.GetValue(_score),
                AllClasses = !asNode,
                ClassAgnosticNms = asNode,
                MaximumDetections = asNode ? 300 : int.MaxValue,
            },
            Inference = new InferenceOptions { IntraOpThreads = result.GetValue(_threads) },
        });
        network.DetectionOptions =
            network.DetectionOptions with { NmsThreshold = _nms.Of(result, network.Manifest) };
        return network;
    }

    /// <summary>What of it changes figures.</summary>
    public IEnumerable<KeyValuePair<string, string>> Describe(ParseResult result, ModelManifest manifest) =>
    [
        new("nms", FormattableString.Invariant($"{_nms.Of(result, manifest)}")),
        new("rules", result.GetValue(_rules)!),
        new("score", FormattableString.Invariant($"{result.GetValue(_score)}")),
    ];
}
