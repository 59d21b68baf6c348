using System.CommandLine;
using Perception.Cli.Camera;
using Perception.Simulation;
using Perception.Simulation.World;

namespace Perception.Cli.Commands.Sim;

/// <summary>The options that say which drive is rendered, common to all that render one.</summary>
internal sealed class DriveChoice
{
    private const string Mixed = "mixed";
    private readonly Option<int> _seed = Options.Number("--seed", "which world; the same seed gives the same bytes",
        1, 0, int.MaxValue);
    private readonly Option<string> _size = new("--size")
    {
        Description = "size of the pictures",
        DefaultValueFactory = _ => "640x384",
        HelpName = "WIDTHxHEIGHT"
    };
    private readonly Option<string> _surroundings = Choice<Surroundings>("--surroundings", "what lies beside the road");
    private readonly Option<string> _conditions = Choice<Conditions>("--conditions", "light and weather");
    private readonly Option<int> _threads =
        Options.Number("--threads", "threads that render; 0: one per core", 0, 0, 256);

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_seed, _size, _surroundings, _conditions, _threads]) command.Add(option);
    }

    public DriveOptions Read(ParseResult result)
    {
        var text = result.GetRequiredValue(_size);
        if (!ImageSize.TryParse(text, out var size) ||
            size.Width < 64 || size.Height < 64 || size.Width > 4096 || size.Height > 4096)
            throw new UsageException($"--size '{text}' is not WIDTHxHEIGHT, each from 64 to 4096");
        return new DriveOptions
        {
            Seed = (ulong)result.GetValue(_seed),
            Surroundings = Parse<Surroundings>(result.GetRequiredValue(_surroundings)),
            Conditions = Parse<Conditions>(result.GetRequiredValue(_conditions)),
            Width = size.Width,
            Height = size.Height,
            Threads = result.GetValue(_threads) is > 0 and var threads ? threads : Environment.ProcessorCount,
        };
    }

    private static Option<string> Choice<T>(string name, string description) where T : struct, Enum =>
        Options.Choice(name, description, Mixed,
            [Mixed, .. Enum.GetNames<T>().Select(value => value.ToLowerInvariant())]);

    private static T? Parse<T>(string value) where T : struct, Enum =>
        value == Mixed ? null : Enum.Parse<T>(value, ignoreCase: true);
}
