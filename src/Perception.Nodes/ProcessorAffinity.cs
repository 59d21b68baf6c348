using System.Runtime.InteropServices;

namespace Perception.Nodes;

/// <summary>Binds threads to processors; threads that they start are bound to the same.</summary>
internal static unsafe partial class ProcessorAffinity
{
    private const int MaximumProcessors = 1024;

    /// <summary>Binds the calling thread; an empty list leaves it as it is.</summary>
    /// <exception cref="ArgumentException">This machine has none of these processors.</exception>
    public static void Set(IReadOnlyList<int> processors)
    {
        if (processors.Count == 0)
        {
            return;
        }

        var mask = stackalloc byte[MaximumProcessors / 8];
        new Span<byte>(mask, MaximumProcessors / 8).Clear();
        foreach (var processor in processors)
        {
            mask[processor / 8] |= (byte)(1 << (processor % 8));
        }

        if (sched_setaffinity(0, MaximumProcessors / 8, mask) != 0)
        {
            throw new ArgumentException(
                $"this process may run on none of the processors {string.Join(", ", processors)}");
        }
    }

    /// <summary>One sentence about the first that this machine does not have; null where it has all.</summary>
    public static string? FindProblem(string parameter, IReadOnlyList<long> processors) =>
        processors.Any(processor => processor < 0 || processor >= Environment.ProcessorCount)
            ? $"the parameter '{parameter}' names the processors {string.Join(", ", processors)}; " +
                $"this machine has 0 to {Environment.ProcessorCount - 1}"
            : null;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int sched_setaffinity(int thread, nuint size, byte* mask);
}
