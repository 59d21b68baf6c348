using System.CommandLine;
using Perception.Cli.Models;
using Perception.Evaluation.Datasets;
using Perception.Inference;

namespace Perception.Cli.Commands.Model;

/// <summary>On what commands measure accuracy.</summary>
internal sealed class AccuracyOptions
{
    private readonly Option<string?> _coco =
        Options.Optional("--coco", "annotations in COCO's format to measure accuracy on");
    private readonly Option<string?> _cocoImages =
        Options.Optional("--coco-images", "folder that the file names of the annotations count from");
    private readonly Option<string?> _rendered =
        Options.Optional("--rendered", "folder that perception sim render wrote, to measure accuracy on");
    private readonly NmsOption _nms = new(0.65f, " while accuracy is measured");
    private readonly Option<int> _frames;

    /// <param name="framesName">The option that says how many frames.</param>
    public AccuracyOptions(string framesName = "--frames") => _frames = Options.Number(framesName,
        "frames to measure accuracy on, taken evenly from all", 100_000, 1, 100_000);

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_coco, _cocoImages, _rendered, _frames, _nms.Option])
        {
            command.Options.Add(option);
        }
    }

    public bool AreGiven(ParseResult result) =>
        result.GetValue(_coco) is not null || result.GetValue(_rendered) is not null;

    /// <summary>The dataset, read; null where none is given.</summary>
    /// <exception cref="UsageException">Two are given.</exception>
    public LabelledDataset? Data(ParseResult result)
    {
        var data = (result.GetValue(_coco), result.GetValue(_rendered)) switch
        {
            ({ } coco, null) => NetworkAccuracy.Coco(coco, result.GetValue(_cocoImages)),
            (null, { } folder) => NetworkAccuracy.Rendered(folder),
            (null, null) => null,
            _ => throw new UsageException("accuracy is measured on one dataset: give --coco or --rendered, not both"),
        };
        return data is null ? null : NetworkAccuracy.Fewer(data, result.GetValue(_frames));
    }

    /// <summary>The figures of a network's variants on the dataset; null where none is given.</summary>
    public NetworkAccuracy? Of(ParseResult result, ModelManifest manifest) =>
        Data(result) is { } data ? On(data, manifest, result) : null;

    /// <summary>The same on a dataset that is read already.</summary>
    public NetworkAccuracy On(LabelledDataset data, ModelManifest manifest, ParseResult result) =>
        new(data, manifest, _nms.Of(result, manifest));
}
