using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Perception.Cli.Commands;
using Perception.Cli.Models;
using Perception.Decoding;
using Perception.Evaluation.Datasets;
using Perception.Evaluation.Space;
using Perception.Imaging;
using Perception.Inference;
using Perception.Pipelines;

namespace Perception.Cli.Evaluation;

/// <summary>
/// <c>perception evaluate space</c>: how far objects, lanes and points are placed from where they are, by distance.
/// </summary>
internal sealed class SpaceRun
{
    private readonly Argument<string> _model = new("MODEL") { Description = "ONNX file of the network" };
    private readonly Argument<string> _folder =
        new("FOLDER") { Description = "folder that perception sim render wrote" };

    private readonly Option<float> _score = Options.Number("--score", "least score of a detection", 0.35f, 0f, 1f);
    private readonly Option<int> _threads =
        Options.Number("--threads", "threads that compute the network; 0: one per core", 0, 0, 256);
    private readonly Option<int> _limit = Options.Number("--limit", "frames at most; 0: all", 0, 0, int.MaxValue);
    private readonly Option<string?> _json =
        Options.Optional("--json", "write the figures to this file; - for standard output");

    public Command Create()
    {
        var command = new Command("space",
            "Places of objects, lanes and points in metres on a rendered dataset, found as the nodes find them.")
        {
            _model, _folder, _score, _threads, _limit, _json,
        };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        // As the other evaluations: what is lower than 8 pixels, or shows less than a quarter, is nobody's fault.
        var dataset = RenderedDataset.Read(
            result.GetRequiredValue(_folder), new TruthRules { LeastHeight = 8, MostHidden = 0.75 });
        using var network = new MultiTaskNetwork(result.GetRequiredValue(_model), new NetworkOptions
        {
            Detection = new YoloxDecoderOptions { ScoreThreshold = result.GetValue(_score), ClassAgnosticNms = true },
            Inference = new InferenceOptions { IntraOpThreads = result.GetValue(_threads), AllowSpinning = false },
        });
        var judge = new SpaceJudge(network.Manifest, dataset);
        var limit = result.GetValue(_limit);
        var (frames, bad) = (0, 0);
        using var slot = network.CreateSlot();
        var found = new NetworkResult();
        foreach (var frame in dataset.Frames.Take(limit > 0 ? limit : int.MaxValue))
        {
            try
            {
                using var picture = frame.Load(network.Manifest.Input);
                network.Preprocess(picture.Image, slot, picture.SourceWidth, picture.SourceHeight);
                network.Infer(slot);
                network.Decode(slot, NetworkTasks.All, found, (float?)frame.CameraModel?.Fx);
                judge.Judge(frame, found, slot.Transform);
                frames++;
            }
            catch (Exception e) when (e is ImageFormatException or BadTensorException or IOException)
            {
                bad++;
                Console.Error.WriteLine($"{frame.Name}: {e.Message}");
            }
        }

        Write(result.GetValue(_json), judge, frames);
        return bad > 0 ? ExitCode.PartialFailure : ExitCode.Success;
    }

    private static void Write(string? json, SpaceJudge judge, int frames)
    {
        (string Key, string Title, SpaceErrors Errors)[] parts =
        [
            ("objects", "objects: centre", judge.Objects), ("lanes", "lanes: sideways, each metre", judge.Lanes),
            ("points", "points: from the surface", judge.Points),
        ];
        if (json is not null)
        {
            var bands = parts.ToDictionary(part => part.Key, part => part.Errors.Bands);
            ReportFile.Write(json, JsonSerializer.Serialize(bands, JsonOptions) + "\n");
        }

        if (json == "-")
        {
            return;
        }

        // Markdown, to be pasted.
        foreach (var (_, title, errors) in parts)
        {
            Console.WriteLine();
            Console.WriteLine($"| {title}, {frames} frames | to be found | found | median error | 90 % below | " +
                "median of range | within 10 % |");
            Console.WriteLine("|---|---|---|---|---|---|---|");
            foreach (var band in errors.Bands)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {band.Name} | {band.Wanted} | {100.0 * band.Found / band.Wanted:F0} % | ") +
                    (band.Found == 0 ? "- | - | - | - |" : string.Create(CultureInfo.InvariantCulture,
                        $"{band.MedianMetres:F2} m | {band.NinetiethMetres:F2} m | {100 * band.MedianShare:F1} % | " +
                        $"{100 * band.WithinTenPercent:F0} % |")));
            }
        }
    }

    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };
}
