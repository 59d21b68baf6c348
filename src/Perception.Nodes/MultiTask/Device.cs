using Perception.Inference;

namespace Perception.Nodes.MultiTask;

/// <summary>What computes, and which one of several.</summary>
internal sealed record Device(ExecutionProvider Provider, int Id, int? DlaCore = null)
{
    public const string Allowed =
        "cpu, cuda, tensorrt, openvino, qnn, xnnpack, webgpu, hailo and rknn, with a number as in cuda:1 where there " +
        "are several, and dla:0 to dla:7";

    /// <summary>Null for what is none.</summary>
    public static Device? Parse(string text)
    {
        var parts = text.Split(':');
        var id = 0;
        if (parts.Length == 2 && parts[0] == "dla" && int.TryParse(parts[1], out var core) && core is >= 0 and < 8)
        {
            return new Device(ExecutionProvider.TensorRt, 0, core);
        }

        return parts.Length <= 2 &&
            Enum.GetValues<ExecutionProvider>().Any(provider => InferenceNames.Of(provider) == parts[0])
            && (parts.Length == 1 || (int.TryParse(parts[1], out id) && id is >= 0 and < 64))
            ? new Device(Enum.Parse<ExecutionProvider>(parts[0], ignoreCase: true), id)
            : null;
    }

    public override string ToString() => DlaCore is { } core ? $"dla:{core}" : Id == 0
        ? InferenceNames.Of(Provider)
        : $"{InferenceNames.Of(Provider)}:{Id}";
}
