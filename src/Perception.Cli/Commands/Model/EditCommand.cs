using System.CommandLine;
using Perception.Cli.Models;
using Perception.Inference;
using Perception.Preprocessing;
using Perception.Toolchain.Editing;
using Perception.Toolchain.Graphs;

namespace Perception.Cli.Commands.Model;

/// <summary>
/// <c>perception model edit</c>: changes a network so that it fits a device, and says what each change costs.
/// </summary>
internal static class EditCommand
{
    private static readonly Option<bool> Fold =
        Options.Flag("--fold", "fold constants, batch normalisation and padding (exact)");
    private static readonly Option<bool> Static = Options.Flag("--static", "open dimensions become 1 (exact)");
    private static readonly Option<string?> Size =
        Options.Optional("--input-size", "WIDTHxHEIGHT of pictures from now on, e.g. 640x384 (to be evaluated)");
    private static readonly Option<bool> Stem =
        Options.Flag("--stem", "Focus, slices or SpaceToDepth before the first convolution become its stride (exact)");
    private static readonly Option<string> Pyramid =
        Options.Choice("--spp", "pools of 9 and 13 become chains of 5 (exact), or the pyramid goes (needs retraining)",
        "keep", "keep", "chain", "drop");
    private static readonly Option<int> LargestPool =
        Options.Number("--largest-pool", "largest window that stays with --spp chain", 8, 3, 64);
    private static readonly Option<string> Silu =
        Options.Choice("--silu", "what SiLU becomes (needs retraining)", "keep", "keep", "relu", "relu6", "hardswish");
    private static readonly Option<string[]> Outputs =
        Names("--outputs", "make these tensors the outputs and cut what is behind them");
    private static readonly Option<string[]> ArgMax =
        Names("--argmax", "outputs of class scores that become the number of the best class, uint8");
    private static readonly Option<string[]> Decode =
        Names("--decode-yolox", "raw YOLOX outputs whose boxes become pixels of the input");
    private static readonly Option<bool> ImageInput = Options.Flag("--image-input",
        "take [n,h,w,3] of uint8; the manifest's mean and scale go into the first convolution (exact)");
    private static readonly Option<bool> SwapChannels =
        Options.Flag("--swap-channels", "with --image-input: colours come in the other order from now on (exact)");
    private static readonly Option<bool> Half =
        Options.Flag("--fp16", "compute in 16 bits; inputs and outputs keep their types");
    private static readonly Option<string?> Json =
        Options.Optional("--json", "write what was done to this file; - for standard output");

    public static Command Create()
    {
        var model = ModelCommand.Argument();
        var output = new Argument<string>("OUT") { Description = "ONNX file to write; a manifest goes beside it" };
        var command = new Command("edit",
            "Changes a network so that it fits a device; says of each change whether results stay the same.")
        {
            model, output, Fold, Static, Size, Stem, Pyramid, LargestPool, Silu, Outputs, ArgMax, Decode, ImageInput,
            SwapChannels, Half, Json,
        };
        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(model);
            var target = result.GetRequiredValue(output);
            var manifest = ManifestFile.For(path);
            var plan = Plan(result, manifest);
            if (plan == new EditPlan())
            {
                throw new UsageException("nothing to change was asked for (see perception model edit --help)");
            }
            var graph = GraphModel.Load(path);
            var steps = ModelEditor.Run(graph, plan);
            graph.Save(target);
            if (manifest is not null) EditedManifest.Write(manifest, plan, graph, target);
            if (result.GetValue(Json) is { } json) EditReport.Write(json, path, target, steps);
            if (result.GetValue(Json) != "-") EditReport.Print(target, steps);
            return ExitCode.Success;
        });
        return command;
    }

    private static EditPlan Plan(ParseResult result, ModelManifest? manifest)
    {
        var image = result.GetValue(ImageInput);
        if (result.GetValue(SwapChannels) && !image)
        {
            throw new UsageException("--swap-channels goes with --image-input");
        }
        var standard = new EditPlan();
        return standard with
        {
            Fold = result.GetValue(Fold),
            StaticShapes = result.GetValue(Static),
            InputSize = result.GetValue(Size) is { } size ? PictureSize.Parse("--input-size", size) : null,
            Stem = result.GetValue(Stem),
            Pyramid = Enum.Parse<PyramidEdit>(result.GetValue(Pyramid)!, ignoreCase: true),
            LargestPool = result.GetValue(LargestPool),
            Silu = result.GetValue(Silu) is { } silu and not "keep"
                ? Enum.Parse<Activation>(silu, ignoreCase: true)
                : null,
            Outputs = result.GetValue(Outputs) is { Length: > 0 } names ? names : null,
            ArgMax = result.GetValue(ArgMax) is { Length: > 0 } scores ? scores : standard.ArgMax,
            DecodeYolox = result.GetValue(Decode) is { Length: > 0 } raw ? raw : standard.DecodeYolox,
            ImageInput = image,
            Mean = image && manifest is not null ? Triple(manifest.Input.Mean) : standard.Mean,
            Scale = image && manifest is not null ? Triple(manifest.Input.Scale) : standard.Scale,
            SwapChannels = result.GetValue(SwapChannels),
            Half = result.GetValue(Half),
        };
    }

    private static float[] Triple((float First, float Second, float Third) values) =>
        [values.First, values.Second, values.Third];

    private static Option<string[]> Names(string name, string description) => new(name)
    {
        Description = description,
        AllowMultipleArgumentsPerToken = true,
        HelpName = "tensor",
    };
}
