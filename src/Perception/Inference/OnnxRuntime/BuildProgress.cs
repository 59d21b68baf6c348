using System.Diagnostics;
using System.Globalization;

namespace Perception.Inference.OnnxRuntime;

/// <summary>
/// Tells now and then that something is still being built, and in the end how long it took: ONNX Runtime says nothing
/// while TensorRT works for minutes.
/// </summary>
internal sealed class BuildProgress : IDisposable
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(15);

    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly string _what;
    private readonly Action<string> _tell;
    private readonly Timer _timer;

    /// <param name="what">What is built, such as <c>the engine of net.onnx</c>.</param>
    /// <param name="tell">Told a sentence each time, on another thread.</param>
    /// <param name="period">How often; null takes every 15 s.</param>
    public BuildProgress(string what, Action<string> tell, TimeSpan? period = null)
    {
        (_what, _tell) = (what, tell);
        _timer = new Timer(_ => _tell($"{_what} is still being built after {Seconds} s"), null, period ?? Usual,
            period ?? Usual);
    }

    private string Seconds =>
        Stopwatch.GetElapsedTime(_started).TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);

    /// <summary>It is there, or has failed, which somebody else says.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _tell($"{_what}: {Seconds} s");
    }
}
