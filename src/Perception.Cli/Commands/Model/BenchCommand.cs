using System.CommandLine;
using System.Globalization;
using Perception.Cli.Bench;
using Perception.Cli.Images;
using Perception.Cli.Models;
using Perception.Evaluation.Datasets;
using Perception.Imaging;
using Perception.Inference;
using Perception.Toolchain.Graphs;

namespace Perception.Cli.Commands.Model;

/// <summary>
/// <c>perception model bench</c>: what frames really take, from the encoded image to the bytes of messages.
/// </summary>
internal static class BenchCommand
{
    private const int MostPictures = 64;

    private static readonly string[] Providers = [.. Enum.GetValues<ExecutionProvider>().Select(InferenceNames.Of)];

    private static readonly Argument<string[]> Models = new("MODELS")
    {
        Description = "networks to compare: ONNX files, or HEFs and RKNN files with their manifests",
        Arity = ArgumentArity.OneOrMore,
    };
    private static readonly Option<string[]> Pictures =
        Many("--images", "images, folders and patterns that frames are taken from, in turn", "images");
    private static readonly Option<int> Frames =
        Options.Number("--frames", "frames of each network that count", 100, 1, 1_000_000);
    private static readonly Option<int> WarmUp =
        Options.Number("--warm-up", "frames of each network before them", 10, 1, 100_000);
    private static readonly Option<string[]> Provider =
        Many("--provider", $"what is to compute; several are compared ({string.Join(", ", Providers)})", "choice");
    private static readonly Option<int[]> Threads = Options.Numbers("--threads",
        "threads that compute the network; 0: one per core; several are compared", [0], 0, 256);
    private static readonly Option<string?> Size = Options.Optional("--input-size",
        "compare all networks at WIDTHxHEIGHT: copies of those that take another size are changed as edit would");
    private static readonly Option<float> Score = Options.Number("--score", "least score of a detection", 0.3f, 0f, 1f);
    private static readonly AccuracyOptions Judged = new("--judged");
    private static readonly Option<string?> Json =
        Options.Optional("--json", "write environment, figures and every sample to this file; - for standard output");

    public static Command Create()
    {
        var command = new Command("bench", "Measures networks from the encoded image to the bytes of messages: time, " +
            "energy and, with --coco or --rendered, accuracy.")
        {
            Models, Pictures, Frames, WarmUp, Provider, Threads, Size, Score, Json,
        };
        Judged.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult result)
    {
        var providers =
            (result.GetValue(Provider) is { Length: > 0 } named ? named : [Providers[0]]).Select(Parse).ToList();
        var threads = result.GetValue(Threads)!;
        var size = result.GetValue(Size) is { } text ? PictureSize.Parse("--input-size", text) : default;
        var pictures = Load(result.GetValue(Pictures) ?? [], out var input);
        var dataset = Judged.Data(result);
        var meters = EnergyMeters.Find();
        using var resized = size == default ? null : new ResizedModels(size);
        var subjects = new List<BenchSubject>();
        try
        {
            foreach (var model in result.GetRequiredValue(Models))
            {
                var file = resized?.Of(model) ?? model;
                subjects.AddRange(from provider in providers
                                  from count in threads
                                  select new BenchSubject(model, file,
                    new InferenceOptions { Provider = provider, IntraOpThreads = count }, result.GetValue(Score)));
            }

            var run = new BenchRun(subjects, pictures, meters.Found);
            run.Run(result.GetValue(Frames), result.GetValue(WarmUp));
            subjects.ForEach(subject => subject.AskDevice());
            var report = new BenchReport(subjects, run) { Input = input, WarmUp = result.GetValue(WarmUp) };
            Judge(report, subjects, dataset, result);
            Confess(report, run, meters, result.GetValue(Frames));
            if (result.GetValue(Json) is { } path) report.Write(path);
            if (result.GetValue(Json) != "-") report.Print();
            return ExitCode.Success;
        }
        finally
        {
            subjects.ForEach(subject => subject.Dispose());
        }
    }

    private static ExecutionProvider Parse(string name) => Array.IndexOf(Providers, name) is var index and >= 0
        ? (ExecutionProvider)index : throw new UsageException(
            $"--provider '{name}' is none of {string.Join(", ", Providers)}");

    // Read before anything is timed: a benchmark of the disk is another one.
    private static List<byte[]> Load(string[] named, out string input)
    {
        if (named.Length == 0) throw new UsageException(
            "pictures to run on are needed: --images (what a network finds decides what its heads and messages cost)");
        var files = ImageFiles.Expand(named);
        var pictures = new List<byte[]>();
        foreach (var file in files.Take(MostPictures))
        {
            try
            {
                pictures.Add(File.ReadAllBytes(file.Path));
                using var picture = LoadedPicture.Decode(pictures[^1]);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ImageFormatException)
            {
                throw new UsageException($"the image '{file.Path}' cannot be used: {e.Message}");
            }
        }

        input = (pictures.Count == 1 ? "one real picture" : $"{pictures.Count} real pictures in turn") +
            (files.Count > pictures.Count ? $" (the first of {files.Count})" : "");
        return pictures;
    }

    private static void Judge(BenchReport report, IReadOnlyList<BenchSubject> subjects, LabelledDataset? dataset,
        ParseResult result)
    {
        foreach (var subject in subjects.DistinctBy(subject => subject.Path))
        {
            if (dataset is null) continue;
            if (Path.GetExtension(subject.Path) is ".hef" or ".rknn")
            {
                report.NotMeasured.Add($"accuracy of {subject.Path}: that of ONNX files is measured");
                continue;
            }

            try
            {
                report.Accuracy[subject.Path] =
                    Judged.On(dataset, subject.Manifest, result).Measure(GraphModel.Load(subject.File));
            }
            catch (UsageException e)
            {
                // A network that does not fit the dataset is no reason to lose what was timed.
                report.NotMeasured.Add($"accuracy of {subject.Path}: {e.Message}");
            }
        }

        if (dataset is null) report.NotMeasured.Add("accuracy (give annotations with --coco, or a folder with " +
            "--rendered)");
        else if (subjects.Any(subject => subject.Backend.Provider != ExecutionProvider.Cpu))
            report.NotMeasured.Add("accuracy on providers other than cpu: that of each file is the cpu's");
    }

    private static void Confess(BenchReport report, BenchRun run, EnergyMeters meters, int frames)
    {
        report.NotMeasured.Add(
            "transport: frames begin as encoded bytes in memory and end as bytes that DDS would send");
        report.NotMeasured.Add("the throughput of a node, whose stages work on several frames at once: here frames " +
            "go one after the other");
        if (frames < 100) report.NotMeasured.Add(string.Create(CultureInfo.InvariantCulture, $"99th percentiles: of " +
            $"{frames} frames that is the slowest one"));
        if (meters.Found.Count == 0) report.NotMeasured.Add($"power and energy: {string.Join("; ", meters.Missing)}");
        if (run.Before.Governor is null)
        {
            report.NotMeasured.Add("governor and clocks: the kernel shows no cpufreq (as in most virtual machines)");
        }
        if (run.Before.Temperatures.Count == 0) report.NotMeasured.Add("temperature: the kernel shows no thermal zone");
        report.NotMeasured.Add(
            "which nodes ran in which precision: that of weights is told; see perception model profile");
    }

    private static Option<string[]> Many(string name, string description, string help) => new(name)
    {
        Description = description,
        AllowMultipleArgumentsPerToken = true,
        HelpName = help,
    };
}
