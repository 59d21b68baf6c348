using System.Diagnostics;
using Perception.Simulation;
using Perception.Simulation.Rendering;

namespace Perception.Cli.Simulation;

/// <summary>
/// Plays one drive after the other as live cameras would: what a moment looks like is rendered before it comes and
/// published when it comes, so that latency is that of whoever listens.
/// </summary>
internal sealed class RigPlayer : IDisposable
{
    private readonly FrameBuffers[] _frames;
    private readonly DriveSequence _drives;
    private double _driveBegan;

    /// <summary>Renders the first pictures, which takes seconds.</summary>
    public RigPlayer(DriveOptions options)
    {
        // A world takes longer to build than cameras may be silent: the next one is there when the road ends.
        _drives = new DriveSequence(options, worlds: int.MaxValue, ahead: 1);
        _frames = [.. _drives.Current.Rig.Select(_ => new FrameBuffers(options.Width, options.Height))];
        Render(0);
    }

    /// <summary>
    /// Publishes until the end or the stop. Where rendering takes longer than a period, moments are left out, so that
    /// pictures are late by half a period at most.
    /// </summary>
    public void Play(RigPublisher publisher, double rate, double duration, CancellationToken stop)
    {
        var rendering = TimeSpan.Zero;
        for (var i = 0L; !stop.IsCancellationRequested; i++)
        {
            var ready = publisher.Elapsed + rendering;
            i = Math.Max(i, (long)Math.Ceiling(ready.TotalSeconds * rate - 0.5));
            var moment = i / rate;
            if (duration > 0 && moment >= duration) break;
            var begun = Stopwatch.GetTimestamp();
            Render(moment);
            rendering = Stopwatch.GetElapsedTime(begun);

            // Waits take whole milliseconds, and nothing is to be there before its time.
            var wait = Math.Ceiling(1e3 * moment - publisher.Elapsed.TotalMilliseconds);
            if (wait > 0 && stop.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(wait))) break;
            Publish(publisher, moment);
        }
    }

    public void Dispose()
    {
        _drives.Dispose();
        foreach (var frame in _frames) frame.Dispose();
    }

    private void Render(double moment)
    {
        if (_drives.Current.HasEnded)
        {
            _drives.MoveNext();
            _driveBegan = moment;
        }

        var drive = _drives.Current;
        drive.Advance(moment - _driveBegan - drive.Time);
        for (var camera = 0; camera < _frames.Length; camera++) drive.Render(camera, _frames[camera]);
    }

    private void Publish(RigPublisher publisher, double moment)
    {
        publisher.PublishPose(_drives.Current, moment);
        for (var camera = 0; camera < _frames.Length; camera++)
        {
            publisher.PublishImage(camera, _frames[camera], moment);
        }

        for (var camera = 0; camera < _frames.Length; camera++)
        {
            publisher.PublishTruth(_drives.Current, camera, _frames[camera], moment);
        }
    }
}
