using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Perception.Cli.Bench;
using Perception.Cli.Models;
using Perception.Cli.Output;
using Perception.Toolchain.Profiling;
using Spectre.Console;

namespace Perception.Cli.Commands.Model;

/// <summary><c>perception model profile sweep</c>: which numbers of channels this machine likes.</summary>
internal static class ProfileSweepCommand
{
    public static Command Create()
    {
        var channels = Options.Numbers("--channels", "numbers of channels, each with each",
            [3, 8, 12, 16, 24, 32, 48, 64, 96, 128], 1, 4096);
        var kernel = Options.Number("--kernel", "width and height of the window", 3, 1, 31);
        var size = Options.Number("--size", "width and height of the maps", 40, 1, 4096);
        var threads = ProfileCommand.Threads();
        var html = Options.Optional("--html", "write the grid as a picture to this file");
        var json = Options.Optional("--json", "write the figures to this file; - for standard output");
        var command = new Command("sweep", "Times a convolution for every pair of input and output channels.")
        {
            channels, kernel, size, threads, html, json
        };
        command.SetAction(result =>
        {
            var counts = result.GetValue(channels)!;
            var (k, s) = (result.GetValue(kernel), result.GetValue(size));
            var speeds = ConvolutionSpeed.Sweep(counts, k, s, result.GetValue(threads));
            var about = $"Kernel {k}x{k}, maps of {s}x{s}, float32 in ONNX Runtime, the median of 8 runs, on " +
                $"{BenchEnvironment.Processor}";
            if (result.GetValue(html) is { } page)
            {
                ProfileReport.WriteText(page, SweepPage.Write(counts, speeds, about));
            }
            if (result.GetValue(json) is { } file) Write(file, counts, speeds, k, s);
            if (result.GetValue(json) != "-") Print(counts, speeds, about);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Print(int[] channels, double[,] speeds, string about)
    {
        Console.WriteLine($"{about}: GFLOP/s by input (rows) and output channels");
        var table = new Table().Border(TableBorder.Simple).AddColumn("");
        foreach (var count in channels) table.AddColumn(new TableColumn($"{count}").RightAligned());
        for (var row = 0; row < channels.Length; row++)
        {
            var cells = Enumerable.Range(0, channels.Length)
                .Select(column => speeds[row, column].ToString("F1", CultureInfo.InvariantCulture));
            table.AddRow([$"{channels[row]}", .. cells]);
        }

        Terminal.Console.Write(table);
    }

    private static void Write(string file, int[] channels, double[,] speeds, int kernel, int size) =>
        ReportFile.Write(file, new JsonObject
        {
            ["environment"] = BenchEnvironment.Read(),
            ["state"] = MachineState.Read().ToJson(),
            ["kernel"] = kernel,
            ["size"] = size,
            ["channels"] = new JsonArray([.. channels.Select(count => (JsonNode)count)]),
            ["gflops_by_input_then_output"] = new JsonArray([.. Enumerable.Range(0, channels.Length).Select(row =>
            (JsonNode)new JsonArray([.. Enumerable.Range(0, channels.Length).Select(column =>
                (JsonNode)Math.Round(speeds[row, column], 3))]))]),
        });
}
