using System.CommandLine;
using Perception.Inference;

namespace Perception.Cli.Commands;

/// <summary>
/// <c>--nms</c>: what the user says, else what the network's manifest recommends, else a command's own value.
/// </summary>
/// <param name="otherwise">The command's own value.</param>
/// <param name="when">When it counts, as the end of a sentence.</param>
internal sealed class NmsOption(float otherwise, string when = "")
{
    public Option<float?> Option { get; } = Options.OptionalNumber("--nms", FormattableString.Invariant(
        $"overlap (IoU) above which the less certain of two boxes is dropped{when}; if not given, what the model's ") +
        FormattableString.Invariant($"manifest recommends, else {otherwise}"), 0f, 1f);

    public float Of(ParseResult result, ModelManifest manifest) =>
        result.GetValue(Option) ?? manifest.NmsThreshold ?? otherwise;
}
