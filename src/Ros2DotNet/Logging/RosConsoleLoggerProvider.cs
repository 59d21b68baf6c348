using Microsoft.Extensions.Logging;

namespace Ros2DotNet;

/// <summary>Writes log lines to standard error as rclcpp does: <c>[INFO] [seconds.nanoseconds] [logger]: text</c>.</summary>
internal sealed class RosConsoleLoggerProvider(Func<string, LogLevel> minimumLevel) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new ConsoleLogger(categoryName, minimumLevel(categoryName));

    public void Dispose()
    {
        // Standard error outlives every logger.
    }

    private sealed class ConsoleLogger(string name, LogLevel minimum) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel level) => level >= minimum && level != LogLevel.None;

        public void Log<TState>(LogLevel level, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(level))
            {
                return;
            }

            var severity = level switch
            {
                LogLevel.Trace or LogLevel.Debug => "DEBUG",
                LogLevel.Information => "INFO",
                LogLevel.Warning => "WARN",
                LogLevel.Error => "ERROR",
                _ => "FATAL",
            };
            var now = RosTime.SystemNow;
            var detail = exception is null ? "" : $": {exception.Message}";
            Console.Error.WriteLine($"[{severity}] [{now.Seconds}.{now.NanosecondPart:d9}] [{name}]: {formatter(state, exception)}{detail}");
        }
    }
}
