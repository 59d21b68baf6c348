using System.Globalization;

namespace Perception.Cli.Output;

/// <summary>A bar on standard error while many things are counted; nothing where that is not a terminal.</summary>
internal sealed class CountBar(string verb, long total) : IDisposable
{
    private const int Width = 40;
    private const long PeriodMs = 100;

    private readonly bool _visible = !Console.IsErrorRedirected && total > 0;
    private long _count;
    private long _drawnAt;

    public void Tick()
    {
        _count++;
        if (_visible && Environment.TickCount64 - _drawnAt >= PeriodMs) Draw();
    }

    public void Dispose()
    {
        if (_visible && _drawnAt > 0) Console.Error.Write("\r\e[K");
    }

    private void Draw()
    {
        _drawnAt = Environment.TickCount64;
        var filled = (int)(Width * Math.Min(_count, total) / total);
        Console.Error.Write(string.Create(CultureInfo.InvariantCulture,
            $"\r{verb} [{new string('=', filled)}{new string(' ', Width - filled)}] {_count}/{total}"));
    }
}
