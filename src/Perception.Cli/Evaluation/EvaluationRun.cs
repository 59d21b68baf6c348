using System.CommandLine;
using Perception.Cli.Output;
using Perception.Evaluation.Datasets;
using Perception.Evaluation.Frames;
using Perception.Evaluation.Replay;
using Perception.Evaluation.Reports;
using Perception.Evaluation.Results;
using Perception.Pipelines;

namespace Perception.Cli.Evaluation;

/// <summary>Runs a network over a dataset and writes what came out.</summary>
internal sealed class EvaluationRun(EvaluationFiles files)
{
    public NetworkChoice Network { get; } = new();

    public void AddTo(Command command)
    {
        Network.AddTo(command);
        files.AddTo(command);
    }

    public TruthRules Rules(ParseResult result) => files.Rules(result);

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
        if (records.Count == 0) throw new UsageException($"no frame of {dataset.Path} could be evaluated");
        var header = new ResultHeader
        {
            Source = dataset.Kind,
            Data = dataset.Path,
            Model = model,
            Classes = judge.Classes,
            MaskClasses = judge.MaskClasses,
            Options = new Dictionary<string, string>(Network.Describe(result, network.Manifest)),
        };
        return files.Write(result, header, records, pipeline.Timing,
            (evaluated, most) => Pictures(network, judge, dataset, evaluated, most));
    }

    // The worst are known only at the end; they go through the network once more, for their masks.
    private static List<ReportPicture> Pictures(
        MultiTaskNetwork network, FrameJudge judge, LabelledDataset dataset, ResultFolder result, int most)
    {
        var worst = WorstFrames.Of(result.Figures, most).Select(index => result.Figures.Records[index].Frame).ToList();
        var (chosen, maker, pictures) =
            (worst.ToHashSet(), new PictureMaker(network.Manifest), new List<ReportPicture>());
        new ReplayPipeline(network, judge).Run(
            dataset.Frames.Where(frame => chosen.Contains(frame.Name)), (frame, _, found) =>
                pictures.Add(maker.Make(frame, found)));
        return [.. pictures.OrderBy(picture => worst.IndexOf(picture.Frame))];
    }

    private static void CheckClasses(FrameJudge judge, LabelledDataset dataset, string model, MultiTaskNetwork network)
    {
        var isDetector = network.Tasks.HasFlag(NetworkTasks.Detections);
        if (judge.Classes.Count == 0 && (isDetector || dataset.MaskClasses.Count == 0))
            throw new UsageException($"{model} and {dataset.Path} have no class in common: " +
                $"{string.Join(", ", dataset.Classes)} on one side, " +
                $"{string.Join(", ", network.Manifest.Classes.Take(10))} on the other");
        if (isDetector && judge.Mapping.DatasetOnly.Count > 0)
            Console.Error.WriteLine(
                $"left out, since the network does not know them: {string.Join(", ", judge.Mapping.DatasetOnly)}");
    }
}
