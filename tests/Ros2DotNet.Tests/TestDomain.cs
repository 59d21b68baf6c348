namespace Ros2DotNet.Tests;

/// <summary>Two contexts of a private domain: what goes between them goes over DDS.</summary>
public abstract class TestDomain : IDisposable
{
    protected static readonly TimeSpan Soon = TimeSpan.FromMinutes(3);

    protected TestDomain()
    {
        PrivateDomain.Use();
        First = new RosContext([]);
        Second = new RosContext([]);
    }

    protected RosContext First { get; }

    protected RosContext Second { get; }

    public virtual void Dispose()
    {
        First.Dispose();
        Second.Dispose();
        GC.SuppressFinalize(this);
    }
}
