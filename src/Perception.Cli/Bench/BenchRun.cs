using System.Diagnostics;

namespace Perception.Cli.Bench;

/// <summary>
/// Runs subjects in turns of some frames each, so that what changes on the machine meanwhile - heat, clocks, other work
/// - meets all of them alike. Their order turns from round to round.
/// </summary>
internal sealed class BenchRun(IReadOnlyList<BenchSubject> subjects, IReadOnlyList<byte[]> pictures,
    IReadOnlyList<IEnergyMeter> meters)
{
    /// <summary>
    /// Frames of a turn. Threads of the one before may still spin, and caches hold its weights: one more frame leads
    /// in.
    /// </summary>
    public const int TurnFrames = 10;

    /// <summary>Before the first frame that counts.</summary>
    public MachineState Before { get; private set; } = MachineState.Read();

    /// <summary>After the last one.</summary>
    public MachineState After { get; private set; } = MachineState.Read();

    /// <summary>Seconds between the two.</summary>
    public double WallSeconds { get; private set; }

    public void Run(int frames, int warmUp)
    {
        foreach (var subject in subjects)
        {
            for (var i = 0; i < warmUp; i++) subject.Run(pictures[i % pictures.Count], counts: false);
        }

        Before = MachineState.Read();
        var started = Stopwatch.GetTimestamp();
        for (var (first, round) = (0, 0); first < frames; first += TurnFrames, round++)
        {
            for (var i = 0; i < subjects.Count; i++)
                Turn(subjects[(i + round) % subjects.Count], first, Math.Min(TurnFrames, frames - first));
        }

        WallSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        After = MachineState.Read();
    }

    private void Turn(BenchSubject subject, int first, int count)
    {
        if (subjects.Count > 1) subject.Run(pictures[first % pictures.Count], counts: false);
        var before = meters.Select(meter => meter.ReadJoules()).ToArray();
        using var process = Process.GetCurrentProcess();
        var processor = process.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        for (var i = first; i < first + count; i++) subject.Run(pictures[i % pictures.Count], counts: true);
        subject.Seconds += Stopwatch.GetElapsedTime(started).TotalSeconds;
        process.Refresh();
        subject.ProcessorSeconds += (process.TotalProcessorTime - processor).TotalSeconds;
        for (var i = 0; i < meters.Count; i++)
        {
            // A meter that once failed has no sum: NaN stays NaN.
            var joules = meters[i].ReadJoules() - before[i] ?? double.NaN;
            subject.Joules[meters[i]] = subject.Joules.GetValueOrDefault(meters[i]) + joules;
        }
    }
}
