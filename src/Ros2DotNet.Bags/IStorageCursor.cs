namespace Ros2DotNet.Bags;

/// <summary>Messages of one file by log time.</summary>
internal interface IStorageCursor : IDisposable
{
    /// <summary>Place of the message's topic in <see cref="IStorageReader.Topics"/>.</summary>
    int Topic { get; }

    long LogTimeNs { get; }

    long PublishTimeNs { get; }

    uint Sequence { get; }

    /// <summary>The message, valid until <see cref="MoveNext"/>.</summary>
    ReadOnlySpan<byte> Data { get; }

    bool MoveNext();
}
