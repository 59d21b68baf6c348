using Spectre.Console;

namespace Perception.Cli.Output;

/// <summary>
/// Standard output for tables: with colours on a terminal, plain and wide enough into a file or pipe.
/// </summary>
internal static class Terminal
{
    private const int FileWidth = 140;

    public static IAnsiConsole Console { get; } = Create();

    private static IAnsiConsole Create()
    {
        if (!System.Console.IsOutputRedirected) return AnsiConsole.Console;
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = FileWidth;
        return console;
    }
}
