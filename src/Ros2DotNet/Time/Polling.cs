using System.Diagnostics;

namespace Ros2DotNet;

/// <summary>Waiting for a state that Cyclone only tells when asked.</summary>
internal static class Polling
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(2);

    /// <summary>True once the condition holds, false when the time is over.</summary>
    public static async Task<bool> UntilAsync(Func<bool> condition, TimeSpan timeout, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) >= timeout)
            {
                return false;
            }

            await Task.Delay(Step, cancellation).ConfigureAwait(false);
        }

        return true;
    }
}
