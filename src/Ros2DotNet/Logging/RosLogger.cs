using Microsoft.Extensions.Logging;

namespace Ros2DotNet;

/// <summary>A logger with a ROS name: to the console, and to <c>/rosout</c> where it belongs to a node.</summary>
internal sealed class RosLogger(string name, LogLevels levels, bool toConsole, Rosout? rosout) : ILogger
{
    private int _version = -1;
    private LogLevel _level;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel level)
    {
        var version = levels.Version;
        if (version != _version)
        {
            _level = levels.Of(name);
            _version = version;
        }

        return level >= _level && level != LogLevel.None;
    }

    public void Log<TState>(LogLevel level, EventId eventId, TState state, Exception? exception, Func<TState,
        Exception?, string> formatter)
    {
        if (!IsEnabled(level))
        {
            return;
        }

        var now = RosTime.SystemNow;
        var text = formatter(state, exception);
        if (exception is not null)
        {
            // For the one who debugs the whole trace; for everybody else the sentence.
            text += levels.Of(name) <= LogLevel.Debug ? $": {exception}" : $": {exception.Message}";
        }

        if (toConsole)
        {
            ConsoleLog.Write(level, now, name, text);
        }

        rosout?.Publish(level, now, name, text);
    }
}
