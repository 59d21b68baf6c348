using System.CommandLine;
using System.Globalization;
using Perception.Cli.Models;
using Perception.Evaluation.Datasets;
using Perception.Inference;
using Perception.Toolchain.Graphs;
using Perception.Toolchain.Quantization;

namespace Perception.Cli.Commands.Model;

/// <summary><c>perception model quantize</c>: a network in 8 bits, with what that costs.</summary>
internal static class QuantizeCommand
{
    private const int ReportPictures = 4;

    private static readonly Argument<string?> Output = new("OUT") { Description = "ONNX file to write; a manifest goes beside it", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string[]> Images = Many("--images", "images, folders and patterns to calibrate with; none of them evaluated on", "images");
    private static readonly Option<int> Count = Options.Number("--count", "pictures to calibrate with, taken evenly from all", 64, 1, 100_000);
    private static readonly Option<string> Calibrator = Options.Choice("--calibrator", "how ranges are found", "mse", "minmax", "entropy", "percentile", "mse");
    private static readonly Option<double> Percentile = Options.Number("--percentile", "share of values that percentile keeps", 0.9999, 0.5, 1);
    private static readonly Option<float?> Clip = new("--clip") { Description = "one fixed range for all activations, e.g. 6 for ReLU6; needs no images", HelpName = "number" };
    private static readonly Option<bool> Symmetric = Options.Flag("--symmetric", "activations with zero in the middle, as DLA wants it");
    private static readonly Option<string> Place = Options.Choice("--place", "what is rounded: inputs of convolutions, all that leads to them, or everything",
        "body", "inputs", "body", "all");
    private static readonly Option<int> Level = Options.Number("--level", "0: nothing more, 1: channels equalized, 2: biases corrected, 3: ranges tuned by what layers give", 0, 0, 3);
    private static readonly Option<string[]> Float = Many("--float", "layers that stay in float", "layer");
    private static readonly Option<string?> Coco = Options.Optional("--coco", "annotations to measure accuracy on");
    private static readonly Option<string?> CocoImages = Options.Optional("--coco-images", "folder that the file names of the annotations count from");
    private static readonly Option<double?> Budget = new("--budget")
    {
        Description = "mAP50-95 that may be lost on --coco: layers stay in float, the most sensitive first, until it is met", HelpName = "number",
    };
    private static readonly Option<bool> Study = Options.Flag("--study", "compare calibrators, numbers of images, placements and levels on --coco");
    private static readonly Option<string?> Report = Options.Optional("--report", "write signal to noise of every layer to this file; - for standard output");
    private static readonly Option<string?> Table = Options.Optional("--trt-table", "write TensorRT's calibration cache (symmetric) to this file");
    private static readonly Option<int> TableVersion = Options.Number("--trt-version", "of TensorRT, as its cache writes it", 8601, 1000, 999_999);

    public static Command Create()
    {
        var model = ModelCommand.Argument();
        var command = new Command("quantize", "Makes a network of 8-bit weights and activations (ONNX with QuantizeLinear and DequantizeLinear).")
        {
            model, Output, Images, Count, Calibrator, Percentile, Clip, Symmetric, Place, Level, Float, Coco, CocoImages, Budget, Study, Report, Table, TableVersion,
        };
        command.SetAction(result => Run(result, result.GetRequiredValue(model)));
        return command;
    }

    private static int Run(ParseResult result, string path)
    {
        var options = Parse(result);
        var needsAccuracy = result.GetValue(Study) || result.GetValue(Budget) is not null;
        if (needsAccuracy && result.GetValue(Coco) is null) throw new UsageException("--study and --budget measure accuracy: give annotations with --coco");
        var named = result.GetValue(Images) ?? [];
        if (named.Length == 0 && (options.Calibrator != Toolchain.Quantization.Calibrator.Fixed || options.Level > 0 || needsAccuracy))
            throw new UsageException("pictures to calibrate with are needed: --images (or --clip 6 for a network of ReLU6)");
        var prepared = Quantizer.Prepare(GraphModel.Load(path));
        var manifest = Calibration.Manifest(path);
        var pictures = named.Length > 0 ? Calibration.Pictures(manifest, named, result.GetValue(Count)) : null;
        var accuracy = result.GetValue(Coco) is { } coco ? new DetectionAccuracy(CocoDataset.Read(coco, result.GetValue(CocoImages)), manifest) : null;
        if (result.GetValue(Study))
        {
            new QuantizationStudy(prepared, pictures!, accuracy!).Run();
            return ExitCode.Success;
        }

        var quantization = new QuantizationRun(prepared, pictures, options);
        if (result.GetValue(Budget) is { } budget) quantization.KeepFloat(accuracy!, budget);
        if (accuracy is not null) PrintAccuracy(accuracy, prepared, quantization.Model);
        Write(result, path, manifest, quantization);
        return ExitCode.Success;
    }

    private static void Write(ParseResult result, string path, ModelManifest manifest, QuantizationRun quantization)
    {
        if (result.GetValue(Output) is { } target)
        {
            quantization.Model.Save(target);
            File.WriteAllText(Path.ChangeExtension(target, ".yaml"), ManifestWriter.ToYaml(manifest with
            {
                ModelPath = Path.GetFullPath(target), Sha256 = null, BackendFiles = new Dictionary<string, string>(),
            }));
            Console.WriteLine($"{target}: {quantization.Summary}");
        }

        if (result.GetValue(Table) is { } table)
            File.WriteAllText(table, TensorRtTable.Write(quantization.Prepared, quantization.Ranges, quantization.Options, result.GetValue(TableVersion)));
        if (result.GetValue(Report) is { } report) NoiseReport.Write(report, path, quantization, ReportPictures);
        if (result.GetValue(Output) is null && result.GetValue(Table) is null && result.GetValue(Report) is null && result.GetValue(Coco) is null)
            throw new UsageException("nothing to write was asked for: give OUT, --trt-table, --report or --coco");
    }

    private static QuantizationOptions Parse(ParseResult result)
    {
        var options = new QuantizationOptions
        {
            Calibrator = Enum.Parse<Calibrator>(result.GetValue(Calibrator)!, ignoreCase: true),
            Percentile = result.GetValue(Percentile),
            Symmetric = result.GetValue(Symmetric),
            Placement = Enum.Parse<Placement>(result.GetValue(Place)!, ignoreCase: true),
            Level = result.GetValue(Level),
            FloatNodes = (result.GetValue(Float) ?? []).ToHashSet(),
        };
        return result.GetValue(Clip) is { } clip ? options with { Calibrator = Toolchain.Quantization.Calibrator.Fixed, Clip = clip } : options;
    }

    private static void PrintAccuracy(DetectionAccuracy accuracy, GraphModel prepared, GraphModel quantized)
    {
        var (before, after) = (accuracy.Measure(prepared), accuracy.Measure(quantized));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"mAP50-95 {before.MeanAveragePrecision:F4} in float, " +
            $"{after.MeanAveragePrecision:F4} in 8 bits; mAP50 {before.At50:F4} and {after.At50:F4}"));
    }

    private static Option<string[]> Many(string name, string description, string help) => new(name)
    {
        Description = description, AllowMultipleArgumentsPerToken = true, HelpName = help,
    };
}
