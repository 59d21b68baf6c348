using System.CommandLine;
using Perception.Cli.Models;
using Perception.Inference;
using Perception.Pipelines;
using Perception.Toolchain;
using Perception.Toolchain.Graphs;

namespace Perception.Cli.Commands.Model;

/// <summary>
/// <c>perception model describe</c>: what a network takes and gives, what it is made of and what it costs.
/// </summary>
internal static class DescribeCommand
{
    public static Command Create()
    {
        var model = ModelCommand.Argument();
        var layers = Options.Flag("--layers", "list every layer with its shape and cost");
        var manifestOnly = Options.Flag("--manifest", "print only the manifest, to be stored beside the model");
        var json = Options.Optional("--json", "write the figures to this file; - for standard output");
        var command =
            new Command("describe", "Prints what a network takes, gives, is made of and costs, and its manifest.")
        {
            model, layers, manifestOnly, json,
        };
        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(model);
            var graph = GraphModel.Load(path);
            if (result.GetValue(manifestOnly))
            {
                Console.Write(Manifest(path));
                return ExitCode.Success;
            }

            var description = ModelDescription.Of(graph);
            if (result.GetValue(json) is { } target) DescriptionReport.Write(target, path, description);
            if (result.GetValue(json) == "-") return ExitCode.Success;
            DescriptionReport.Print(path, description, result.GetValue(layers));
            PrintManifest(path);
            return ExitCode.Success;
        });
        return command;
    }

    private static void PrintManifest(string path)
    {
        try
        {
            Console.Write(Manifest(path));
        }
        catch (InferenceException e)
        {
            Console.WriteLine($"# No manifest is there, and none can be guessed: {e.Message}");
        }
    }

    private static string Manifest(string path)
    {
        if (ManifestFile.For(path) is { } known) return ManifestWriter.ToYaml(known);
        using var network = new MultiTaskNetwork(path);
        return "# Guessed from the shapes of the graph: check it, then store it beside the model.\n" +
            ManifestWriter.ToYaml(network.Manifest);
    }
}
