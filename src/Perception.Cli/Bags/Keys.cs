namespace Perception.Cli.Bags;

/// <summary>Keys pressed on the terminal; none where standard input is not one.</summary>
internal static class Keys
{
    public static ConsoleKey? Pressed() =>
        !Console.IsInputRedirected && Console.KeyAvailable ? Console.ReadKey(intercept: true).Key : null;
}
