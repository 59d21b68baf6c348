using Microsoft.Extensions.Logging;

namespace Ros2DotNet;

/// <summary>Names and numbers of ROS's log levels.</summary>
internal static class LogSeverity
{
    public static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARN",
        LogLevel.Error => "ERROR",
        _ => "FATAL",
    };

    /// <summary>The number in <c>rcl_interfaces/msg/Log</c> and <c>LoggerLevel</c>.</summary>
    public static byte Number(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => 10,
        LogLevel.Information => 20,
        LogLevel.Warning => 30,
        LogLevel.Error => 40,
        _ => 50,
    };

    /// <summary>The level of a name or number; null if there is none.</summary>
    public static LogLevel? Parse(string text) => text.ToLowerInvariant() switch
    {
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "fatal" => LogLevel.Critical,
        _ => null,
    };

    /// <summary>
    /// The level of ROS's number; null if there is none. Zero means that a logger has no level of its own.
    /// </summary>
    public static LogLevel? FromNumber(uint number) => number switch
    {
        10 => LogLevel.Debug,
        20 => LogLevel.Information,
        30 => LogLevel.Warning,
        40 => LogLevel.Error,
        50 => LogLevel.Critical,
        _ => null,
    };
}
