using Perception.Decoding;
using Perception.Evaluation.Datasets;
using Perception.Evaluation.Figures;
using Perception.Evaluation.Frames;
using Perception.Evaluation.Replay;
using Perception.Inference;
using Perception.Pipelines;
using Perception.Toolchain.Graphs;
using Perception.Toolchain.Quantization;

namespace Perception.Cli.Models;

/// <summary>
/// How good variants of one network are on one dataset, by the evaluator that <c>perception evaluate</c> uses.
/// </summary>
internal sealed class NetworkAccuracy(LabelledDataset dataset, ModelManifest manifest, float nmsOverlap)
{
    private const float LeastScore = 0.01f;
    private static readonly string[] Shown = ["mAP 50-95", "mAP 50", "mIoU", "lane F1 by pixels", "depth AbsRel"];

    /// <summary>Figures that must not suffer: COCO's own, or what a multi-task network is judged by.</summary>
    public IReadOnlyList<string> Guarded => dataset.Kind == "coco" ? ["mAP 50-95"] : ["mAP 50", "mIoU"];

    public int Frames => dataset.Count;

    /// <summary>Annotations in COCO's format.</summary>
    public static LabelledDataset Coco(string annotations, string? images) =>
        CocoDataset.Read(annotations, images).ToLabelled(annotations, TruthRules.All);

    /// <summary>A rendered folder; as in training, what is tiny or hidden is not asked for.</summary>
    public static LabelledDataset Rendered(string folder) =>
        RenderedDataset.Read(folder, new TruthRules { LeastHeight = 8, MostHidden = 0.75 });

    /// <summary>As many of a dataset's frames, evenly from all.</summary>
    public static LabelledDataset Fewer(LabelledDataset dataset, int count)
    {
        var frames = dataset.Frames.ToList();
        if (count >= frames.Count) return dataset;
        return dataset with
        {
            Count = count,
            Frames = [.. Enumerable.Range(0, count).Select(i => frames[(int)((long)i * frames.Count / count)])],
        };
    }

    /// <summary>The figures of a variant; it is run as any network is, preprocessing and decoding included.</summary>
    public IReadOnlyList<Headline> Measure(GraphModel model)
    {
        var folder = Directory.CreateTempSubdirectory("perception-quantize-");
        try
        {
            var path = Path.Combine(folder.FullName, "model.onnx");
            model.Save(path);
            File.WriteAllText(Path.ChangeExtension(path, ".yaml"), ManifestWriter.ToYaml(manifest with
            {
                ModelPath = path,
                Sha256 = null,
                BackendFiles = new Dictionary<string, string>(),
            }));
            using var network = new MultiTaskNetwork(path, new NetworkOptions
            {
                Detection = new YoloxDecoderOptions
                {
                    ScoreThreshold = LeastScore,
                    NmsThreshold = nmsOverlap,
                    AllClasses = true,
                    MaximumDetections = int.MaxValue,
                },
            });
            return Run(network);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private List<Headline> Run(MultiTaskNetwork network)
    {
        var judge = new FrameJudge(network.Manifest, dataset);
        if (judge.Classes.Count == 0 && judge.MaskClasses.Count == 0)
            throw new UsageException($"the network and {dataset.Path} have no class in common: " +
                $"{string.Join(", ", dataset.Classes)} on one side, " +
                $"{string.Join(", ", manifest.Classes.Take(10))} on the other");
        var records = new List<FrameRecord>();
        var pipeline = new ReplayPipeline(network, judge);
        pipeline.Run(dataset.Frames, (_, record, _) => records.Add(record));
        if (pipeline.Timing.Problems.Count > 0)
        {
            throw new UsageException($"{dataset.Path}: {pipeline.Timing.Problems[0]}");
        }
        var figures = new FigureCalculator(records, judge.Classes).Compute().Headlines;
        return [.. Shown.SelectMany(name => figures.Where(figure => figure.Name == name))];
    }
}
