using Perception.Capture;

namespace Perception.Nodes.Camera;

/// <summary>How the source is, told by the capturing thread and read by another.</summary>
internal sealed class CameraState
{
    private readonly Lock _gate = new();
    private long _lostBefore;
    private long _lostNow;

    public bool IsOpen { get; private set; }

    public bool HasEnded { get; private set; }

    /// <summary>Size, format and rate of the source that is, or was last, open.</summary>
    public string Description { get; private set; } = "";

    public double FramesPerSecond { get; private set; }

    /// <summary>Why the calibration cannot be sent; empty where it can.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>Why the source is gone; empty while it is there.</summary>
    public string Gone { get; private set; } = "never opened";

    /// <summary>Times that the source was opened.</summary>
    public long Openings { get; private set; }

    /// <summary>Pictures that were taken but never came.</summary>
    public long Lost => Interlocked.Read(ref _lostBefore) + Interlocked.Read(ref _lostNow);

    public void Open(ICameraSource source, string problem)
    {
        lock (_gate)
        {
            (IsOpen, HasEnded, Gone, Problem) = (true, false, "", problem);
            (Description, FramesPerSecond) = (source.Description, source.FramesPerSecond);
            Openings++;
            Interlocked.Add(ref _lostBefore, Interlocked.Exchange(ref _lostNow, 0));
        }
    }

    public void Count(long lost) => Interlocked.Exchange(ref _lostNow, lost);

    public void Lose(string reason)
    {
        lock (_gate) (IsOpen, Gone) = (false, reason);
    }

    public void End()
    {
        lock (_gate) (IsOpen, HasEnded) = (false, true);
    }
}
