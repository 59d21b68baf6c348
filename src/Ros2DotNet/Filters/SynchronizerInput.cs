namespace Ros2DotNet.Filters;

/// <summary>One topic of a <see cref="Synchronizer"/>.</summary>
/// <typeparam name="T">A message class, <see cref="MessageLoan"/>, or anything that holds one.</typeparam>
public sealed class SynchronizerInput<T> where T : class
{
    private readonly SynchronizerCore _core;
    private readonly int _index;

    internal SynchronizerInput(SynchronizerCore core, int index) => (_core, _index) = (core, index);

    /// <summary>Takes over an item: it comes to the handler, which then owns it, or is dropped and disposed. The
    /// handler may run within this call. A stamp earlier than the last one of this input drops everything held and
    /// starts anew.</summary>
    public void Add(T item, RosTime stamp) => _core.Add(_index, item, stamp.Nanoseconds);
}
