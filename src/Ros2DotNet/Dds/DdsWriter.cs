using Ros2DotNet.Dds.Native;

namespace Ros2DotNet.Dds;

/// <summary>A writer whose samples are pooled blocks that the caller fills.</summary>
internal sealed unsafe class DdsWriter : IDisposable
{
    private const int BadParameter = -3;
    private const int AlreadyDeleted = -9;
    private const int Timeout = -10;

    private readonly DdsEntity _writer;
    private readonly nint _sertype;
    private readonly string _what;
    private volatile bool _disposing;

    public DdsWriter(int participant, string ddsTopic, string ddsType, DdsQos qos, string what)
    {
        _what = what;
        using var topic = new DdsEntity(WriterSertype.CreateTopic(participant, ddsTopic, ddsType, out _sertype), what);
        _writer = new DdsEntity(Ddsc.dds_create_writer(participant, topic.Id, qos.Handle, 0), what);
        UsesSharedMemory = SharedMemory.IsUsedBy(_writer.Id);
        Guid = EndpointGuid.Of(_writer.Id);
    }

    public int Id => _writer.Id;

    public EndpointGuid Guid { get; }

    /// <summary>Whether readers on this machine get its samples through iceoryx.</summary>
    public bool UsesSharedMemory { get; }

    /// <summary>Readers matched now.</summary>
    public int MatchedReaders
    {
        get
        {
            MatchedStatus status;
            return Ddsc.dds_get_publication_matched_status(_writer.Id, &status) < 0 ? 0 : (int)status.CurrentCount;
        }
    }

    /// <summary>Readers ever matched: it changes with every reader that comes.</summary>
    public uint MatchesUpToNow
    {
        get
        {
            MatchedStatus status;
            return Ddsc.dds_get_publication_matched_status(_writer.Id, &status) < 0 ? 0 : status.TotalCount;
        }
    }

    /// <summary>
    /// A block for <paramref name="capacity"/> bytes of CDR; it goes to <see cref="Send"/> or back to the pool.
    /// </summary>
    public byte* Rent(int capacity) => WriterSertype.Rent(_sertype, capacity);

    /// <summary>Gets every sample before it is sent; the reference is the writer's.</summary>
    public Action<nint>? OnSend { get; init; }

    /// <summary>
    /// Sends a block and gives it up, also when it fails. Where readers that hear reliably are slow it waits for them,
    /// but not past <see cref="Dispose"/>.
    /// </summary>
    public void Send(byte* block)
    {
        OnSend?.Invoke((nint)block);
        int code;
        do
        {
            if (UsesSharedMemory && !SharedMemory.HasChunk(block))
            {
                AttachChunk(block);
            }

            // Cyclone takes one reference, also when its time to wait is over; ours keeps the block for the next
            // attempt.
            WriterSertype.AddReference(block);
            code = Ddsc.dds_writecdr(_writer.Id, (nint)block);
        }
        while (code == Timeout && !_disposing);

        if (code is BadParameter or AlreadyDeleted)
        {
            // The writer is gone, and Cyclone noticed before it took the reference.
            WriterSertype.Release(block);
        }

        WriterSertype.Release(block);
        DdsException.Check(code, _what);
    }

    private void AttachChunk(byte* block)
    {
        try
        {
            SharedMemory.Attach(_writer.Id, block, _what);
        }
        catch
        {
            // Not straight to the pool: subscriptions of this process may hold the block too.
            WriterSertype.Release(block);
            throw;
        }
    }

    /// <summary>Sends a message.</summary>
    public void Write<T>(T message) where T : class, IRosMessage<T>, new()
    {
        var size = T.GetSerializedSize(message);
        var block = Rent(size);
        try
        {
            SerdataPool.SetSize(block, T.Serialize(message, new Span<byte>(block + SerdataPool.PayloadOffset, size)));
        }
        catch
        {
            SerdataPool.Return(block);
            throw;
        }

        Send(block);
    }

    /// <summary>Sends bytes as they are; they hold the encapsulation header.</summary>
    public void Write(ReadOnlySpan<byte> cdr)
    {
        var block = Rent(cdr.Length);
        cdr.CopyTo(new Span<byte>(block + SerdataPool.PayloadOffset, cdr.Length));
        SerdataPool.SetSize(block, cdr.Length);
        Send(block);
    }

    /// <summary>Ends the writer; a send that waits for readers ends with an exception.</summary>
    public void Dispose()
    {
        _disposing = true;
        _writer.Dispose();
    }
}
