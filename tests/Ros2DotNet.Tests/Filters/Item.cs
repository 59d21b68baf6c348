namespace Ros2DotNet.Tests.Filters;

/// <summary>A message that knows its place and how often it was disposed.</summary>
internal sealed class Item(int input, long stampNs) : IDisposable
{
    public int Input { get; } = input;

    public long StampNs { get; } = stampNs;

    public int Disposals { get; private set; }

    public void Dispose() => Disposals++;

    public override string ToString() => $"{Input}@{StampNs}";
}
