namespace Ros2DotNet.Filters;

/// <summary>Brings messages of four topics together.</summary>
public sealed class Synchronizer<T1, T2, T3, T4> : Synchronizer
    where T1 : class
    where T2 : class
    where T3 : class
    where T4 : class
{
    /// <param name="policy">Which messages belong together.</param>
    /// <param name="handler">Gets each set, and owns it.</param>
    public Synchronizer(SynchronizationPolicy policy, Action<T1, T2, T3, T4> handler)
        : base(policy, 4, set => handler((T1)set[0], (T2)set[1], (T3)set[2], (T4)set[3]))
    {
        First = new SynchronizerInput<T1>(Core, 0);
        Second = new SynchronizerInput<T2>(Core, 1);
        Third = new SynchronizerInput<T3>(Core, 2);
        Fourth = new SynchronizerInput<T4>(Core, 3);
    }

    public SynchronizerInput<T1> First { get; }

    public SynchronizerInput<T2> Second { get; }

    public SynchronizerInput<T3> Third { get; }

    public SynchronizerInput<T4> Fourth { get; }
}
