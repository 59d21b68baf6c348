namespace Ros2DotNet.Bags;

/// <summary>One file of a bag being written.</summary>
internal interface IStorageWriter : IDisposable
{
    /// <summary>Bytes written or waiting.</summary>
    long Length { get; }

    /// <summary>Makes a topic known; returns its number for <see cref="Write"/>.</summary>
    int Add(BagTopic topic);

    /// <summary>Writes a message; false where it is larger than the format can hold.</summary>
    bool Write(int topic, long logTimeNs, long publishTimeNs, uint sequence, ReadOnlySpan<byte> data);

    /// <summary>Brings what was written into the file.</summary>
    void Flush();

    /// <summary>Finishes the file with the bag's metadata so far.</summary>
    void Close(string embeddedMetadata, string rosDistro);
}
