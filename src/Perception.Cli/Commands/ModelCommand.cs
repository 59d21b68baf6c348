using System.CommandLine;
using Perception.Inference;
using Perception.Pipelines;

namespace Perception.Cli.Commands;

/// <summary><c>perception model</c>: what a network takes and gives.</summary>
internal static class ModelCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "ONNX file" };
        var describe = new Command("describe", "Prints a model's manifest, or the one guessed for a model without.") { model };
        describe.SetAction(result =>
        {
            using var network = new MultiTaskNetwork(result.GetRequiredValue(model));
            if (network.Manifest.IsGuessed)
            {
                Console.WriteLine("# Guessed from the shapes of the graph: check it, then store it beside the model.");
            }

            Console.Write(ManifestWriter.ToYaml(network.Manifest));
            return ExitCode.Success;
        });
        return new Command("model", "Looks at networks.") { describe };
    }
}
