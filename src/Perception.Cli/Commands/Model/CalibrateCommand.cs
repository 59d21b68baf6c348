using System.CommandLine;
using System.Globalization;
using Perception.Cli.Models;
using Perception.Preprocessing;
using Perception.Toolchain.Graphs;
using Perception.Toolchain.Quantization;

namespace Perception.Cli.Commands.Model;

/// <summary><c>perception model calibrate</c>: pictures for quantizers, prepared exactly as at run time.</summary>
internal static class CalibrateCommand
{
    public static Command Create()
    {
        var model = ModelCommand.Argument();
        var images = Options.Images("IMAGES");
        var count = Options.Number("--count", "pictures, taken evenly from all", 64, 1, 100_000);
        var npy =
            Options.Optional("--npy", "write one array of all pictures to this file, as Hailo's compiler reads it");
        var list = Options.Optional("--list",
            "write the paths of the images to this file, as calibrators of TensorRT read it");
        var rknn = Options.Optional("--rknn",
            "write an array for each picture and dataset.txt into this folder, as RKNN-Toolkit2 reads it");
        var layout = Options.Choice("--layout", "of arrays", "nhwc", "nhwc", "nchw");
        var type =
            Options.Choice("--type", "of arrays: as the network takes it, or levels", "network", "network", "uint8");
        var command = new Command("calibrate",
            "Prepares pictures for quantizers as at run time, and keeps what a network makes of them.")
        {
            model, images, count, npy, list, rknn, layout, type,
        };
        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(model);
            var manifest = Calibration.Manifest(path);
            var pictures = Calibration.Pictures(manifest, result.GetRequiredValue(images), result.GetValue(count));
            var input = manifest.Input with
            {
                Layout = result.GetValue(layout) == "nchw" ? TensorLayout.Nchw : TensorLayout.Nhwc
            };
            if (result.GetValue(type) == "uint8")
            {
                input = input with { ElementType = TensorElementType.UInt8, Mean = (0, 0, 0), Scale = (1, 1, 1) };
            }
            var arrays = new CalibrationSet(input, pictures.Paths);
            if (result.GetValue(npy) is { } file) NpyFile.Write(file, arrays.Load(), arrays.Paths.Count);
            if (result.GetValue(list) is { } paths) File.WriteAllLines(paths, pictures.Paths.Select(Path.GetFullPath));
            if (result.GetValue(rknn) is { } folder) WriteRknn(folder, arrays);
            if (result.GetValue(npy) is null && result.GetValue(list) is null && result.GetValue(rknn) is null)
            {
                PrintRanges(path, pictures);
            }
            else Console.WriteLine($"{pictures.Paths.Count} pictures written");
            return ExitCode.Success;
        });
        return command;
    }

    private static void WriteRknn(string folder, CalibrationSet pictures)
    {
        Directory.CreateDirectory(folder);
        var names = new List<string>();
        foreach (var picture in pictures.Load())
        {
            names.Add(string.Create(CultureInfo.InvariantCulture, $"{names.Count:D6}.npy"));
            NpyFile.Write(Path.Combine(folder, names[^1]), [picture], 1);
        }

        File.WriteAllLines(Path.Combine(folder, "dataset.txt"), names);
    }

    private static void PrintRanges(string path, CalibrationSet pictures)
    {
        var prepared = Quantizer.Prepare(GraphModel.Load(path));
        var ranges = Calibration.Ranges(prepared, pictures);
        Console.WriteLine($"{ranges.Pictures} pictures; least, largest, and magnitudes that calibrators clip at:");
        foreach (var node in prepared.Nodes)
        {
            if (!ranges.Histograms.TryGetValue(node.Outputs[0], out var seen)) continue;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {node.Outputs[0]} {seen.Minimum:G4} " +
                $"{seen.Maximum:G4}  entropy {Thresholds.Entropy(seen):G4}  " +
                $"percentile 0.9999 {Thresholds.Percentile(seen, 0.9999):G4}  mse {Thresholds.Mse(seen, false):G4}"));
        }
    }
}
