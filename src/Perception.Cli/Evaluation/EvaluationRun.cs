using System.CommandLine;
using Perception.Cli.Commands;
using Perception.Cli.Output;
using Perception.Evaluation.Datasets;
using Perception.Evaluation.Frames;
using Perception.Evaluation.Replay;
using Perception.Evaluation.Results;

namespace Perception.Cli.Evaluation;

/// <summary>Runs a network over a dataset and writes what came out.</summary>
internal sealed class EvaluationRun
{
    private readonly Option<string?> _out = Options.Optional("--out", "folder for frames.jsonl, summary.json and timing.json");
    private readonly Option<string?> _json = Options.Optional("--json", "write the figures to this file; - for standard output");
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
        foreach (var option in (Option[])[_leastHeight, _mostHidden, _out, _json]) command.Options.Add(option);
    }

    public TruthRules Rules(ParseResult result) =>
        new() { LeastHeight = result.GetValue(_leastHeight), MostHidden = result.GetValue(_mostHidden) };

    public int Run(ParseResult result, LabelledDataset dataset)
    {
        using var network = Network.Load(result);
        var model = result.GetRequiredValue(Network.Model);
        var judge = new FrameJudge(network.Manifest, dataset);
        CheckClasses(judge, dataset, model, network.Manifest.Classes);

        var pipeline = new ReplayPipeline(network, judge);
        var records = new List<FrameRecord>();
        using (var progress = new CountBar("evaluating", dataset.Count))
        {
            pipeline.Run(dataset.Frames, (_, record) =>
            {
                records.Add(record);
                progress.Tick();
            });
        }

        foreach (var problem in pipeline.Timing.Problems) Console.Error.WriteLine($"perception: {problem}");
        var header = new ResultHeader
        {
            Source = dataset.Kind, Data = dataset.Path, Model = model, Classes = judge.Classes,
            Options = new SortedDictionary<string, string>(
                new Dictionary<string, string>([
                    .. Network.Describe(result),
                    new("least_height", FormattableString.Invariant($"{result.GetValue(_leastHeight)}")),
                    new("most_hidden", FormattableString.Invariant($"{result.GetValue(_mostHidden)}")),
                ]), StringComparer.Ordinal),
        };
        var evaluated = EvaluationOutput.Write(result.GetValue(_out), result.GetValue(_json), header, records, pipeline.Timing);
        TerminalReport.Print(evaluated, pipeline.Timing);
        return pipeline.Timing.Problems.Count > 0 ? ExitCode.PartialFailure : ExitCode.Success;
    }

    private static void CheckClasses(
        FrameJudge judge, LabelledDataset dataset, string model, IReadOnlyList<string> networkClasses)
    {
        if (judge.Classes.Count == 0)
            throw new UsageException($"{model} and {dataset.Path} have no class in common: {string.Join(", ", dataset.Classes)} on one side, " +
                $"{string.Join(", ", networkClasses.Take(10))} on the other");
        if (judge.Mapping.DatasetOnly.Count > 0)
            Console.Error.WriteLine($"left out, since the network does not know them: {string.Join(", ", judge.Mapping.DatasetOnly)}");
    }
}
