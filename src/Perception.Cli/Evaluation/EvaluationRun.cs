using System.CommandLine;
using Perception.Cli.Commands;
using Perception.Cli.Output;
using Perception.Evaluation.Datasets;
using Perception.Evaluation.Frames;
using Perception.Evaluation.Replay;
using Perception.Evaluation.Reports;
using Perception.Evaluation.Results;
using Perception.Pipelines;

namespace Perception.Cli.Evaluation;

/// <summary>Runs a network over a dataset and writes what came out.</summary>
internal sealed class EvaluationRun
{
    private readonly Option<string?> _out = Options.Optional("--out", "folder for frames.jsonl, summary.json, timing.json and report.html");
    private readonly Option<string?> _json = Options.Optional("--json", "write the figures to this file; - for standard output");
    private readonly Option<int> _pictures = Options.Number("--pictures", "frames with the most errors that the report shows", 12, 0, 200);
    private readonly Option<double> _leastHeight;
    private readonly Option<double> _mostHidden;

    public EvaluationRun(double leastHeight, double mostHidden)
    {
        _leastHeight = Options.Number("--least-height", "objects with lower boxes are not asked for, in pixels", leastHeight, 0, 1e4);
        _mostHidden = Options.Number("--most-hidden", "objects of which a larger share is hidden or cut off are not asked for", mostHidden, 0, 1);
    }

    public NetworkChoice Network { get; } = new();

    public void AddTo(Command command)
    {
        Network.AddTo(command);
        foreach (var option in (Option[])[_leastHeight, _mostHidden, _out, _json, _pictures]) command.Options.Add(option);
    }

    public TruthRules Rules(ParseResult result) =>
        new() { LeastHeight = result.GetValue(_leastHeight), MostHidden = result.GetValue(_mostHidden) };

    public int Run(ParseResult result, LabelledDataset dataset)
    {
        using var network = Network.Load(result);
        var model = result.GetRequiredValue(Network.Model);
        var judge = new FrameJudge(network.Manifest, dataset);
        CheckClasses(judge, dataset, model, network);

        var pipeline = new ReplayPipeline(network, judge);
        var records = new List<FrameRecord>();
        using (var progress = new CountBar("evaluating", dataset.Count))
        {
            pipeline.Run(dataset.Frames, (_, record, _) =>
            {
                records.Add(record);
                progress.Tick();
            });
        }

        foreach (var problem in pipeline.Timing.Problems) Console.Error.WriteLine($"perception: {problem}");
        var header = new ResultHeader
        {
            Source = dataset.Kind, Data = dataset.Path, Model = model, Classes = judge.Classes, MaskClasses = judge.MaskClasses,
            Options = new SortedDictionary<string, string>(
                new Dictionary<string, string>([
                    .. Network.Describe(result),
                    new("least_height", FormattableString.Invariant($"{result.GetValue(_leastHeight)}")),
                    new("most_hidden", FormattableString.Invariant($"{result.GetValue(_mostHidden)}")),
                ]), StringComparer.Ordinal),
        };
        var evaluated = EvaluationOutput.Write(result.GetValue(_out), result.GetValue(_json), header, records, pipeline.Timing);
        if (result.GetValue(_out) is { } folder)
            EvaluationOutput.WriteReport(folder, evaluated, pipeline.Timing, Pictures(network, judge, dataset, evaluated, result.GetValue(_pictures)));
        if (result.GetValue(_json) != "-") TerminalReport.Print(evaluated, pipeline.Timing);
        return pipeline.Timing.Problems.Count > 0 ? ExitCode.PartialFailure : ExitCode.Success;
    }

    // The worst are known only at the end; they go through the network once more, for their masks.
    private static List<ReportPicture> Pictures(
        MultiTaskNetwork network, FrameJudge judge, LabelledDataset dataset, ResultFolder result, int most)
    {
        var worst = WorstFrames.Of(result.Figures, most).Select(index => result.Figures.Records[index].Frame).ToList();
        var (chosen, maker, pictures) = (worst.ToHashSet(), new PictureMaker(network.Manifest), new List<ReportPicture>());
        new ReplayPipeline(network, judge).Run(
            dataset.Frames.Where(frame => chosen.Contains(frame.Name)), (frame, _, found) => pictures.Add(maker.Make(frame, found)));
        return [.. pictures.OrderBy(picture => worst.IndexOf(picture.Frame))];
    }

    private static void CheckClasses(
        FrameJudge judge, LabelledDataset dataset, string model, MultiTaskNetwork network)
    {
        var isDetector = network.Tasks.HasFlag(NetworkTasks.Detections);
        if (judge.Classes.Count == 0 && (isDetector || dataset.MaskClasses.Count == 0))
            throw new UsageException($"{model} and {dataset.Path} have no class in common: {string.Join(", ", dataset.Classes)} on one side, " +
                $"{string.Join(", ", network.Manifest.Classes.Take(10))} on the other");
        if (isDetector && judge.Mapping.DatasetOnly.Count > 0)
            Console.Error.WriteLine($"left out, since the network does not know them: {string.Join(", ", judge.Mapping.DatasetOnly)}");
    }
}
