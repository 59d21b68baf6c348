using System.Text;
using Microsoft.Extensions.Logging;

namespace Ros2DotNet;

/// <summary>
/// Writes log lines to standard error as rclcpp does. <c>RCUTILS_CONSOLE_OUTPUT_FORMAT</c> and
/// <c>RCUTILS_COLORIZED_OUTPUT</c> are followed.
/// </summary>
internal static class ConsoleLog
{
    private const string DefaultFormat = "[{severity}] [{time}] [{name}]: {message}";

    private static readonly string Format =
        Environment.GetEnvironmentVariable("RCUTILS_CONSOLE_OUTPUT_FORMAT") is { Length: > 0 } format
            ? format
            : DefaultFormat;

    private static readonly bool Colours =
        Environment.GetEnvironmentVariable(
            "RCUTILS_COLORIZED_OUTPUT") switch
        { "1" => true, "0" => false, _ => !Console.IsErrorRedirected };

    public static void Write(LogLevel level, RosTime time, string name, string message)
    {
        var line = new StringBuilder(Format)
            .Replace("{severity}", LogSeverity.Name(level))
            .Replace("{time}", $"{time.Seconds}.{time.NanosecondPart:d9}")
            .Replace("{time_as_nanoseconds}", $"{time.Nanoseconds}")
            .Replace("{name}", name)
            .Replace("{message}", message);
        if (Colours)
        {
            var colour = level switch
            {
                >= LogLevel.Error => "\u001b[31m",
                LogLevel.Warning => "\u001b[33m",
                LogLevel.Debug => "\u001b[32m",
                _ => "",
            };
            if (colour.Length > 0)
            {
                line.Insert(0, colour).Append("\u001b[0m");
            }
        }

        try
        {
            Console.Error.WriteLine(line.ToString());
        }
        catch (IOException)
        {
            // A full disk or a terminal that is gone costs the line, not the one who wrote it.
        }
    }
}
