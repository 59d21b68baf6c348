using Microsoft.Extensions.Logging;

namespace Ros2DotNet;

/// <summary>
/// Levels of loggers by name; a logger without a level of its own has that of the nearest name above it (<c>a.b</c> of
/// <c>a.b.c</c>).
/// </summary>
public sealed class LogLevels
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LogLevel> _levels = [];
    private LogLevel _default;
    private int _version;

    internal LogLevels(LogLevel defaultLevel, IReadOnlyDictionary<string, LogLevel> levels)
    {
        _default = defaultLevel;
        foreach (var (name, level) in levels)
        {
            _levels[name] = level;
        }
    }

    /// <summary>The level of loggers that nothing else is said of.</summary>
    public LogLevel Default
    {
        get => _default;
        set => Set("", value);
    }

    /// <summary>Counts changes, so that loggers can keep their level.</summary>
    internal int Version => Volatile.Read(ref _version);

    /// <summary>The level that a logger has.</summary>
    public LogLevel Of(string logger)
    {
        lock (_gate)
        {
            for (var name = logger; name.Length > 0; name = name.LastIndexOf('.') is var dot and > 0 ? name[..dot] : "")
            {
                if (_levels.TryGetValue(name, out var level))
                {
                    return level;
                }
            }

            return _default;
        }
    }

    /// <summary>The level that was set for exactly this logger; null if none was.</summary>
    public LogLevel? OwnLevelOf(string logger)
    {
        lock (_gate)
        {
            return _levels.TryGetValue(logger, out var level) ? level : null;
        }
    }

    /// <summary>Sets a logger's level; null takes it back, an empty name means the default.</summary>
    public void Set(string logger, LogLevel? level)
    {
        lock (_gate)
        {
            if (logger.Length == 0)
            {
                _default = level ?? LogLevel.Information;
            }
            else if (level is { } value)
            {
                _levels[logger] = value;
            }
            else
            {
                _levels.Remove(logger);
            }

            _version++;
        }
    }
}
