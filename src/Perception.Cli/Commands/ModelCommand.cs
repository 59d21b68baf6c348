using System.CommandLine;
using Perception.Inference;

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
            Console.Write(ModelManifest.For(result.GetRequiredValue(model)).Describe());
            return ExitCode.Success;
        });
        return new Command("model", "Looks at networks.") { describe };
    }
}
