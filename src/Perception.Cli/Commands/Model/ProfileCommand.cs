using System.CommandLine;
using Perception.Cli.Models;
using Perception.Toolchain.Graphs;
using Perception.Toolchain.Profiling;

namespace Perception.Cli.Commands.Model;

/// <summary><c>perception model profile</c>: which layers take the time, and how well they use the machine.</summary>
internal static class ProfileCommand
{
    public static Command Create()
    {
        var model = new Argument<string?>("MODEL") { Description = "ONNX file", Arity = ArgumentArity.ZeroOrOne };
        var runs = Options.Number("--runs", "runs that count", 20, 1, 100_000);
        var threads = Threads();
        var peak = Options.OptionalNumber("--peak", "GFLOP/s that the machine can; measured where it is not given",
            0.001, 1e9);
        var top = Options.Number("--top", "operators and layers to list", 15, 1, 100_000);
        var html = Options.Optional("--html", "write a flame of layers to this file");
        var json = Options.Optional("--json", "write the figures to this file; - for standard output");
        var command = new Command("profile",
            "Times every layer with ONNX Runtime's profiler, and tells how well each uses the machine.")
        {
            model, runs, threads, peak, top, html, json, ProfileSweepCommand.Create(),
        };
        command.SetAction(result =>
        {
            if (result.GetValue(model) is not { } path)
            {
                throw new UsageException("give the ONNX file to profile, or sweep");
            }
            var profile =
                LayerProfiler.Run(GraphModel.Load(path), result.GetValue(runs), threads: result.GetValue(threads));
            var most = result.GetValue(peak) ?? ConvolutionSpeed.Peak(result.GetValue(threads));
            if (result.GetValue(html) is { } page)
                ProfileReport.WriteText(page,
                    ProfilePage.Write(profile, most, Path.GetFileName(path), Bench.BenchEnvironment.Processor));
            if (result.GetValue(json) is { } file)
            {
                ProfileReport.Write(file, path, profile, most, result.GetValue(peak) is null);
            }
            if (result.GetValue(json) != "-") ProfileReport.Print(path, profile, most, result.GetValue(top));
            return ExitCode.Success;
        });
        return command;
    }

    internal static Option<int> Threads() =>
        Options.Number("--threads", "threads that compute; 0: one per core", 0, 0, 256);
}
