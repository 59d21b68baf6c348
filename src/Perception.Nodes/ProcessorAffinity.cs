using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Perception.Nodes;

/// <summary>Binds threads to processors; threads that they start are bound to the same.</summary>
internal static unsafe partial class ProcessorAffinity
{
    private const int MaximumProcessors = 1024;

    /// <summary>Binds the calling thread; an empty list leaves it as it is.</summary>
    /// <exception cref="ArgumentException">This process may run on none of them.</exception>
    public static void Set(IReadOnlyList<int> processors)
    {
        if (processors.Count > 0 && !TrySet(processors))
        {
            throw new ArgumentException(
                $"this process may run on none of the processors {string.Join(", ", processors)}");
        }
    }

    /// <summary>
    /// What comes of something that runs on these processors, as do the native threads that it starts; .NET's own may
    /// run anywhere.
    /// </summary>
    /// <param name="processors">An empty list leaves it to the calling thread.</param>
    /// <param name="make">What it throws is thrown here.</param>
    public static T On<T>(IReadOnlyList<int> processors, Func<T> make)
    {
        if (processors.Count == 0)
        {
            return make();
        }

        var made = default(T);
        ExceptionDispatchInfo? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                Set(processors);
                made = make();
            }
            catch (Exception e)
            {
                thrown = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        thrown?.Throw();
        return made!;
    }

    /// <summary>
    /// One sentence about the first that this process may not run on; null where it may run on all. Which they are need
    /// not begin with 0: a container may have 4 to 7.
    /// </summary>
    public static string? FindProblem(string parameter, IReadOnlyList<long> processors)
    {
        long? refused = null;
        var thread = new Thread(() =>
        {
            foreach (var processor in processors)
            {
                if (processor is < 0 or >= MaximumProcessors || !TrySet([(int)processor]))
                {
                    refused = processor;
                    return;
                }
            }
        });
        thread.Start();
        thread.Join();
        return refused is null ? null
            : $"the parameter '{parameter}' names the processor {refused}, on which this process may not run; " +
                $"allowed are {Allowed()}";
    }

    private static bool TrySet(IReadOnlyList<int> processors)
    {
        var mask = stackalloc byte[MaximumProcessors / 8];
        new Span<byte>(mask, MaximumProcessors / 8).Clear();
        foreach (var processor in processors)
        {
            mask[processor / 8] |= (byte)(1 << (processor % 8));
        }

        return sched_setaffinity(0, MaximumProcessors / 8, mask) == 0;
    }

    // As the kernel writes it: 0-3,8.
    private static string Allowed()
    {
        const string Key = "Cpus_allowed_list:";
        return File.ReadLines("/proc/self/status").Where(line => line.StartsWith(Key, StringComparison.Ordinal))
            .Select(line => line[Key.Length..].Trim()).FirstOrDefault($"0-{Environment.ProcessorCount - 1}");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int sched_setaffinity(int thread, nuint size, byte* mask);
}
