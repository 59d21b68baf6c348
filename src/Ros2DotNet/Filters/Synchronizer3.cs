namespace Ros2DotNet.Filters;

/// <summary>Brings messages of three topics together.</summary>
public sealed class Synchronizer<T1, T2, T3> : Synchronizer
    where T1 : class
    where T2 : class
    where T3 : class
{
    /// <param name="policy">Which messages belong together.</param>
    /// <param name="handler">Gets each set, and owns it.</param>
    public Synchronizer(SynchronizationPolicy policy, Action<T1, T2, T3> handler)
        : base(policy, 3, set => handler((T1)set[0], (T2)set[1], (T3)set[2]))
    {
        First = new SynchronizerInput<T1>(Core, 0);
        Second = new SynchronizerInput<T2>(Core, 1);
        Third = new SynchronizerInput<T3>(Core, 2);
    }

    public SynchronizerInput<T1> First { get; }

    public SynchronizerInput<T2> Second { get; }

    public SynchronizerInput<T3> Third { get; }
}
