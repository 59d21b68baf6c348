using System.CommandLine;
using Perception.Cli.Evaluation;
using Perception.Evaluation.Datasets;

namespace Perception.Cli.Commands;

/// <summary><c>perception evaluate</c>: how good a network is on data whose truth is known.</summary>
internal static class EvaluateCommand
{
    public static Command Create() => new("evaluate", "Tells how good a network is on data whose truth is known.")
    {
        CreateBag(), new RecordedRun().Create(), CreateRendered(), new SpaceRun().Create(), CreateCoco(), CreateKitti(),
    };

    private static Command CreateBag()
    {
        var bag = new Argument<string>("BAG") { Description = "recording with truth topics beside its cameras" };
        var cameras = new Option<string[]>("--camera")
        {
            Description = "cameras to evaluate, by the name before /image_raw; all by default",
            AllowMultipleArgumentsPerToken = true,
        };
        return Create("bag", "Boxes, masks, depth and places of objects on a recording with truth, every frame of it.",
            new EvaluationRun(new EvaluationFiles()), bag, [cameras],
            (result, rules) =>
                BagDataset.Open(result.GetRequiredValue(bag), result.GetValue(cameras) ?? [], rules).Dataset);
    }

    private static Command CreateRendered()
    {
        var folder = new Argument<string>("FOLDER") { Description = "folder that perception sim render wrote" };
        return Create("rendered", "Boxes, masks, lanes, depth and places of objects on a rendered dataset.",
            new EvaluationRun(new EvaluationFiles()), folder, [],
            (result, rules) => RenderedDataset.Read(result.GetRequiredValue(folder), rules));
    }

    private static Command CreateCoco()
    {
        var annotations = new Argument<string>("ANNOTATIONS")
        {
            Description = "JSON file with images, annotations and categories"
        };
        var images = Options.Optional("--images",
            "folder that the file names of the images count from; the annotations' own by default");
        return Create("coco", "Average precision of a detector on a dataset in COCO's format.",
            new EvaluationRun(new EvaluationFiles(leastHeight: 0, mostHidden: 1)), annotations, [images],
            (result, rules) => CocoDataset.Read(result.GetRequiredValue(annotations), result.GetValue(images))
                .ToLabelled(result.GetRequiredValue(annotations), rules));
    }

    private static Command CreateKitti()
    {
        var folder = new Argument<string>("FOLDER") { Description = "folder with image_2, label_2 and maybe calib" };
        return Create("kitti", "Boxes and places of objects on data in KITTI's format.",
            new EvaluationRun(new EvaluationFiles(leastHeight: 0, mostHidden: 1)), folder, [], (result, rules) =>
                KittiDataset.Read(result.GetRequiredValue(folder), rules));
    }

    private static Command Create(
        string name, string description, EvaluationRun run, Argument<string> data, Option[] more,
        Func<ParseResult, TruthRules, LabelledDataset> read)
    {
        var command = new Command(name, description) { run.Network.Model, data };
        foreach (var option in more) command.Options.Add(option);
        run.AddTo(command);
        command.SetAction(result => run.Run(result, read(result, run.Rules(result))));
        return command;
    }
}
