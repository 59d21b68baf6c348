using System.CommandLine;
using Perception.Anonymizing;
using Perception.Cli.Anonymize;
using Perception.Cli.Commands.Bag;
using Perception.Inference;

namespace Perception.Cli.Commands;

/// <summary><c>perception anonymize</c>: a bag with heads and number plates hidden.</summary>
internal static class AnonymizeCommand
{
    public static Command Create()
    {
        var defaults = new AnonymizerOptions();
        var path = BagOptions.Path();
        var output = BagOptions.Output(required: true);
        var model = new Option<string>("--model")
        {
            Description = "ONNX file of a network that finds people and vehicles",
            Required = true
        };
        var second =
            Options.Optional("--second-model", "ONNX file of a network that finds heads and plates inside of these");
        var score = Options.Number("--score", "least score of a person or vehicle", defaults.ScoreThreshold, 0.01f, 1f);
        var method = Options.Choice("--method", "how parts are hidden", "pixelate", "pixelate", "blur");
        var hold = Options.Number("--hold", "frames that a part stays hidden after it was last found",
            defaults.HoldFrames, 0, 1000);
        var quality = Options.Number("--quality", "of JPEGs", 90, 1, 100);
        var threads = Options.Number("--threads", "threads that compute a network; 0: one per core", 0, 0, 256);
        var command = new Command("anonymize", "Copies a bag with heads and number plates hidden in its images.")
        {
            path, output, model, second, score, method, hold, quality, threads,
        };
        var writing = BagOptions.AddWriting(command);
        command.SetAction(result =>
        {
            using var anonymizer = new Anonymizer(result.GetRequiredValue(model), result.GetValue(second), defaults with
            {
                ScoreThreshold = result.GetValue(score),
                Method = result.GetValue(method) == "blur" ? ObscureMethod.Blur : ObscureMethod.Pixelate,
                HoldFrames = result.GetValue(hold),
            }, new InferenceOptions { IntraOpThreads = result.GetValue(threads) });
            return new BagAnonymizer(anonymizer, result.GetValue(quality))
                .Run(result.GetRequiredValue(path), result.GetRequiredValue(output), writing(result));
        });
        return command;
    }
}
