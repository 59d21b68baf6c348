namespace Ros2DotNet.Filters;

/// <summary>Brings messages of two topics together.</summary>
public sealed class Synchronizer<T1, T2> : Synchronizer
    where T1 : class
    where T2 : class
{
    /// <param name="policy">Which messages belong together.</param>
    /// <param name="handler">Gets each set, and owns it.</param>
    public Synchronizer(SynchronizationPolicy policy, Action<T1, T2> handler)
        : base(policy, 2, set => handler((T1)set[0], (T2)set[1]))
    {
        First = new SynchronizerInput<T1>(Core, 0);
        Second = new SynchronizerInput<T2>(Core, 1);
    }

    public SynchronizerInput<T1> First { get; }

    public SynchronizerInput<T2> Second { get; }
}
