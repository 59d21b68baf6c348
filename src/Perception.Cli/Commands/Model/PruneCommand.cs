using System.CommandLine;
using Perception.Cli.Models;
using Perception.Inference;
using Perception.Toolchain.Graphs;
using Perception.Toolchain.Pruning;

namespace Perception.Cli.Commands.Model;

/// <summary><c>perception model prune</c>: a network with fewer channels.</summary>
internal static class PruneCommand
{
    private static readonly double[] Shares = [0.25, 0.5, 0.75];

    private static readonly Argument<string?> Output = new("OUT")
    {
        Description = "ONNX file to write; a manifest goes beside it",
        Arity = ArgumentArity.ZeroOrOne
    };
    private static readonly Option<double> Budget =
        Options.Number("--budget", "share of multiply-adds of convolutions that may be left", 0.5, 0.01, 1);
    private static readonly Option<bool> Parameters =
        Options.Flag("--parameters", "the budget counts parameters instead");
    private static readonly Option<string> Criterion =
        Options.Choice("--criterion", "what a channel is worth", "l1", "l1", "l2", "bn");
    private static readonly Option<string> By = Options.Choice("--by",
        "what says how much each group gives up: what its channels are worth, or the accuracy it costs alone",
        "worth", "worth", "accuracy");
    private static readonly Option<int> Multiple = Options.Number("--multiple",
        "channels of a group stay a multiple of this; 8, 16 or 32 as the device likes", 8, 1, 256);
    private static readonly Option<double> Least =
        Options.Number("--least", "least share of a group's channels that stays", 0.25, 0.01, 1);
    private static readonly Option<string[]> Keep = new("--keep")
    {
        Description = "layers that stay whole",
        AllowMultipleArgumentsPerToken = true,
        HelpName = "layer"
    };
    private static readonly Option<int> Steps =
        Options.Number("--steps", "rounds in which channels go; after each, what is left is judged anew", 1, 1, 100);
    private static readonly Option<bool> Sparse =
        Options.Flag("--sparse", "put two zeros in every four weights as well, for sparse tensor cores");
    private static readonly Option<string?> Plan =
        Options.Optional("--plan", "write which channels are left to this file, for training; - for standard output");
    private static readonly Option<bool> Sensitivity =
        Options.Flag("--sensitivity", "prune each group alone by 25, 50 and 75 %, and tell the accuracy");
    private static readonly Option<string?> Report = Options.Optional("--report",
        "write what --sensitivity found to this file, a page with curves for .html, JSON for others; - for standard " +
        "output");
    private static readonly AccuracyOptions Judged = new();

    public static Command Create()
    {
        var model = ModelCommand.Argument();
        var command = new Command("prune",
            "Makes a smaller network by taking out the channels that are worth least; it needs training again.")
        {
            model, Output, Budget, Parameters, Criterion, By, Multiple, Least, Keep, Steps, Sparse, Plan,
            Sensitivity, Report,
        };
        Judged.AddTo(command);
        command.SetAction(result => Run(result, result.GetRequiredValue(model)));
        return command;
    }

    private static int Run(ParseResult result, string path)
    {
        var byAccuracy = result.GetValue(By) == "accuracy";
        if ((result.GetValue(Sensitivity) || byAccuracy) && !Judged.AreGiven(result))
        {
            throw new UsageException($"{(byAccuracy ? "--by accuracy" : "--sensitivity")} measures accuracy: give " +
                "annotations with --coco or a folder with --rendered");
        }
        if (result.GetValue(Report) is not null && !result.GetValue(Sensitivity))
        {
            throw new UsageException("--report has nothing to write without --sensitivity");
        }
        if (!result.GetValue(Sensitivity) && result.GetValue(Output) is null && result.GetValue(Plan) is null)
            throw new UsageException("nothing to write was asked for: give OUT, --plan or --sensitivity");
        var pruner = new Pruner(GraphModel.Load(path));
        if (pruner.Groups.Count == 0) throw new GraphException($"the model '{path}' has no channels that could go");
        var manifest = Calibration.Manifest(path);
        var accuracy = Judged.Of(result, manifest);
        var options = Parse(result);
        var trials = result.GetValue(Sensitivity) || byAccuracy
            ? PruneTrials.Measure(pruner, accuracy!, Shares, options.Criterion)
            : null;
        if (result.GetValue(Sensitivity))
        {
            var found = accuracy!.Guarded.Select(trials!.Of).ToList();
            foreach (var figure in found) figure.Print();
            if (result.GetValue(Report) is { } report) PruneSensitivity.Write(report, path, accuracy!.Frames, found);
            if (result.GetValue(Output) is null && result.GetValue(Plan) is null) return ExitCode.Success;
        }

        var pruned = pruner.Run(byAccuracy ? options with { Losses = trials!.Losses() } : options);
        if (result.GetValue(Sparse)) PairSparsity.Run(pruned.Model);
        if (result.GetValue(Plan) is { } plan) PruneReport.Write(plan, path, pruner.Prepared, pruned, options);
        if (result.GetValue(Output) is not { } target) return ExitCode.Success;
        pruned.Model.Save(target);
        File.WriteAllText(Path.ChangeExtension(target, ".yaml"), ManifestWriter.ToYaml(manifest with
        {
            ModelPath = Path.GetFullPath(target),
            Sha256 = null,
            BackendFiles = new Dictionary<string, string>(),
        }));
        PruneReport.Print(pruner.Prepared, pruned, target);
        Console.WriteLine(accuracy is null
            ? "accuracy was not measured (--coco, --rendered); a network that was not trained again after pruning is " +
                "worth little"
            : $"whole: {FigureText.Line(accuracy.Measure(pruner.Prepared))}\nafter, without training again: " +
                $"{FigureText.Line(accuracy.Measure(pruned.Model))}");
        return ExitCode.Success;
    }

    private static PruneOptions Parse(ParseResult result) => new()
    {
        Budget = result.GetValue(Budget),
        CountsParameters = result.GetValue(Parameters),
        Criterion = CriterionOf(result),
        Steps = result.GetValue(Steps),
        Multiple = result.GetValue(Multiple),
        LeastShare = result.GetValue(Least),
        Kept = (result.GetValue(Keep) ?? []).ToHashSet(),
    };

    private static PruneCriterion CriterionOf(ParseResult result) => result.GetValue(Criterion) switch
    {
        "l2" => PruneCriterion.L2,
        "bn" => PruneCriterion.BatchNormalization,
        _ => PruneCriterion.L1,
    };
}
