using Perception.Inference;
using Perception.Preprocessing;
using Perception.Toolchain.Editing;
using Perception.Toolchain.Graphs;

namespace Perception.Cli.Models;

/// <summary>The manifest of a network that was changed, from that of the network as it was.</summary>
internal static class EditedManifest
{
    /// <summary>Writes it beside the changed model.</summary>
    public static void Write(ModelManifest old, EditPlan plan, GraphModel model, string path)
    {
        var input = old.Input;
        if (plan.InputSize is var (width, height)) input = input with { Width = width, Height = height };
        if (plan.ImageInput)
        {
            input = input with
            {
                Layout = TensorLayout.Nhwc,
                ElementType = TensorElementType.UInt8,
                Mean = (0, 0, 0),
                Scale = (1, 1, 1),
                Order = plan.SwapChannels ? Other(input.Order) : input.Order,
            };
        }

        var manifest = old with
        {
            ModelPath = Path.GetFullPath(path),
            Sha256 = null,
            BackendFiles = new Dictionary<string, string>(),
            Input = input,
            Outputs = [.. old.Outputs
                .Where(output => output.Name is null || model.Outputs.Any(known => known.Name == output.Name))
                .Select(output =>
                    output is YoloxOutput yolox && plan.DecodeYolox.Contains(output.Name ?? model.Outputs[0].Name)
                        ? yolox with { Decoded = true } : output)],
        };
        var target = Path.ChangeExtension(path, ".yaml");

        // Without an output that the manifest speaks of there is nothing true to write.
        if (manifest.Outputs.Count > 0) File.WriteAllText(target, ManifestWriter.ToYaml(manifest));
    }

    private static ChannelOrder Other(ChannelOrder order) =>
        order == ChannelOrder.Bgr ? ChannelOrder.Rgb : ChannelOrder.Bgr;
}
