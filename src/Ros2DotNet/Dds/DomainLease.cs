namespace Ros2DotNet.Dds;

/// <summary>
/// A context's share in its domain, counted together with the messages taken from it: Cyclone puts a small message back
/// into a pool of its domain, so the domain has to outlive every loan, also those that are kept past the context.
/// </summary>
internal sealed class DomainLease
{
    private readonly int _domainId;
    private int _references = 1;

    public DomainLease(int domainId)
    {
        _domainId = domainId;
        DdsDomain.Acquire(domainId);
    }

    public void AddReference() => Interlocked.Increment(ref _references);

    public void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0)
        {
            DdsDomain.Release(_domainId);
        }
    }
}
