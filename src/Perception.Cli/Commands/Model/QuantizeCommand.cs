using System.CommandLine;
using Perception.Cli.Models;
using Perception.Inference;
using Perception.Preprocessing;
using Perception.Toolchain.Graphs;
using Perception.Toolchain.Quantization;

namespace Perception.Cli.Commands.Model;

/// <summary><c>perception model quantize</c>: a network in 8 bits, with what that costs.</summary>
internal static class QuantizeCommand
{
    private const int ReportPictures = 4;

    private static readonly Argument<string?> Output = new("OUT")
    {
        Description = "ONNX file to write; a manifest goes beside it",
        Arity = ArgumentArity.ZeroOrOne
    };
    private static readonly Option<string[]> Images =
        Many("--images", "images, folders and patterns to calibrate with; none of them evaluated on", "images");
    private static readonly Option<int> Count =
        Options.Number("--count", "pictures to calibrate with, taken evenly from all", 64, 1, 100_000);
    private static readonly Option<string> Calibrator =
        Options.Choice("--calibrator", "how ranges are found", "mse", "minmax", "entropy", "percentile", "mse");
    private static readonly Option<double> Percentile =
        Options.Number("--percentile", "share of values that percentile keeps", 0.9999, 0.5, 1);
    private static readonly Option<float?> Clip = Options.OptionalNumber("--clip",
        "one fixed range for all activations, e.g. 6 for ReLU6; needs no images", 0.001f, 10_000f);
    private static readonly Option<bool> Symmetric =
        Options.Flag("--symmetric", "activations with zero in the middle, as DLA wants it");
    private static readonly Option<string> Place = Options.Choice("--place",
        "what is rounded: inputs of convolutions, all that leads to them, also what they give, or everything", "body",
        "inputs", "body", "layers", "all");
    private static readonly Option<int> Level = Options.Number("--level", "0: nothing more, 1: channels equalized, " +
        "2: biases corrected, 3: ranges tuned by what layers give, 4: weights rounded by what layers give", 0, 0, 4);
    private static readonly Option<string[]> Float = Many("--float", "layers that stay in float", "layer");
    private static readonly AccuracyOptions Judged = new();
    private static readonly Option<AccuracyBudget?> Budget = BudgetOption();
    private static readonly Option<bool> Study = Options.Flag("--study",
        "compare calibrators, placements, levels and numbers of images around the other settings");
    private static readonly Option<string?> Tables =
        Options.Optional("--tables", "write the tables of --study to this file (Markdown)");
    private static readonly Option<bool> Speed =
        Options.Flag("--speed", "time ONNX Runtime in float and in 8 bits on this CPU, in turns");
    private static readonly Option<int> Threads =
        Options.Number("--threads", "threads that --speed computes with; 0: one per core", 0, 0, 256);
    private static readonly Option<string?> Report = Options.Optional("--report",
        "write signal to noise of every layer to this file, a page with bars for .html, JSON for others; - for " +
        "standard output");
    private static readonly Option<string?> Table =
        Options.Optional("--trt-table", "write TensorRT's calibration cache (symmetric) to this file");
    private static readonly Option<int> TableVersion =
        Options.Number("--trt-version", "of TensorRT, as its cache writes it", 8601, 1000, 999_999);

    public static Command Create()
    {
        var model = ModelCommand.Argument();
        var command = new Command("quantize",
            "Makes a network of 8-bit weights and activations (ONNX with QuantizeLinear and DequantizeLinear).")
        {
            model, Output, Images, Count, Calibrator, Percentile, Clip, Symmetric, Place, Level, Float, Budget, Study,
            Tables, Speed, Threads, Report, Table, TableVersion,
        };
        Judged.AddTo(command);
        command.SetAction(result => Run(result, result.GetRequiredValue(model)));
        return command;
    }

    private static int Run(ParseResult result, string path)
    {
        var needsAccuracy = result.GetValue(Study) || result.GetValue(Budget) is not null;
        if (needsAccuracy && !Judged.AreGiven(result))
            throw new UsageException(
                "--study and --budget measure accuracy: give annotations with --coco or a folder with --rendered");
        if (result.GetValue(Tables) is not null && !result.GetValue(Study))
        {
            throw new UsageException("--tables has nothing to write without --study");
        }
        var named = result.GetValue(Images) ?? [];
        if (named.Length == 0 && result.GetValue(Report) is not null)
        {
            throw new UsageException("--report runs the network: give pictures with --images");
        }
        var fixedRange = result.GetValue(Clip) is not null;
        if (named.Length == 0 && (!fixedRange || result.GetValue(Level) > 0 || needsAccuracy))
            throw new UsageException(
                "pictures to calibrate with are needed: --images (or --clip 6 for a network of ReLU6)");
        if (result.GetValue(Output) is null && result.GetValue(Table) is null &&
            result.GetValue(Report) is null && !Judged.AreGiven(result) && !result.GetValue(Speed))
        {
            throw new UsageException(
                "nothing was asked for: give OUT, --trt-table, --report, --coco, --rendered or --speed");
        }
        var prepared = Quantizer.Prepare(GraphModel.Load(path));
        var manifest = Calibration.Manifest(path);
        var options = Parse(result, manifest.Input);
        var pictures = named.Length > 0 ? Calibration.Pictures(manifest, named, result.GetValue(Count)) : null;
        var accuracy = Judged.Of(result, manifest);
        if (result.GetValue(Study))
        {
            var tables = new QuantizationStudy(prepared, pictures!, accuracy!, options).Run();
            if (result.GetValue(Tables) is { } file) ReportFile.Write(file, tables);
            return ExitCode.Success;
        }

        var quantization = new QuantizationRun(prepared, pictures, options);
        var exact = result.GetValue(Budget) is { } budget
            ? quantization.KeepFloat(accuracy!, budget)
            : accuracy?.Measure(prepared);
        Write(result, path, manifest, quantization);
        if (accuracy is not null) Console.WriteLine(FigureText.Compared(exact!, accuracy.Measure(quantization.Model)));
        if (result.GetValue(Speed))
        {
            Console.WriteLine(SpeedComparison.Measure(prepared, quantization.Model, result.GetValue(Threads)));
        }
        return ExitCode.Success;
    }

    private static void Write(ParseResult result, string path, ModelManifest manifest, QuantizationRun quantization)
    {
        if (result.GetValue(Output) is { } target)
        {
            quantization.Model.Save(target);
            File.WriteAllText(Path.ChangeExtension(target, ".yaml"), ManifestWriter.ToYaml(manifest with
            {
                ModelPath = Path.GetFullPath(target),
                Sha256 = null,
                BackendFiles = new Dictionary<string, string>(),
            }));
            Console.WriteLine($"{target}: {quantization.Summary}");
        }

        if (result.GetValue(Table) is { } table)
            ReportFile.Write(table, TensorRtTable.Write(quantization.Prepared, quantization.Ranges,
                quantization.Options, result.GetValue(TableVersion)));
        if (result.GetValue(Report) is { } report) NoiseReport.Write(report, path, quantization, ReportPictures);
    }

    private static QuantizationOptions Parse(ParseResult result, PreprocessingSpec input)
    {
        var (least, most) = Range(input);
        var options = new QuantizationOptions
        {
            Calibrator = Enum.Parse<Calibrator>(result.GetValue(Calibrator)!, ignoreCase: true),
            Percentile = result.GetValue(Percentile),
            Symmetric = result.GetValue(Symmetric),
            Placement = Enum.Parse<Placement>(result.GetValue(Place)!, ignoreCase: true),
            Level = result.GetValue(Level),
            FloatNodes = (result.GetValue(Float) ?? []).ToHashSet(),
            InputMinimum = least,
            InputClip = Math.Max(Math.Abs(least), Math.Abs(most)),
        };
        return result.GetValue(Clip) is { } clip
            ? options with { Calibrator = Toolchain.Quantization.Calibrator.Fixed, Clip = clip }
            : options;
    }

    // What pixels of 0 and 255 become.
    private static (float Least, float Most) Range(PreprocessingSpec input)
    {
        float[] ends = [.. new[]
        {
            (input.Mean.First, input.Scale.First), (input.Mean.Second, input.Scale.Second),
            (input.Mean.Third, input.Scale.Third),
        }.SelectMany(channel => new[] { -channel.Item1 * channel.Item2, (255 - channel.Item1) * channel.Item2 })];
        return (ends.Min(), ends.Max());
    }

    private static Option<AccuracyBudget?> BudgetOption() => new("--budget")
    {
        Description = "what may be lost of mAP 50-95 (--coco) or of mAP 50 and mIoU (--rendered), 0.01 or 0.5%: few " +
            "layers stay in float, so that it is met",
        HelpName = "loss",
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            var budget = AccuracyBudget.TryParse(text);
            if (budget is null)
            {
                result.AddError($"--budget '{text}' is neither a number from 0 to 1 nor a share such as 0.5%");
            }
            return budget;
        },
    };

    private static Option<string[]> Many(string name, string description, string help) => new(name)
    {
        Description = description,
        AllowMultipleArgumentsPerToken = true,
        HelpName = help,
    };
}
