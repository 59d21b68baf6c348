using System.Runtime.InteropServices;
using Ros2DotNet.Dds.Native;

namespace Ros2DotNet.Dds;

/// <summary>
/// iceoryx within Cyclone 0.10, used where the user's configuration switches it on (<c>SharedMemory/Enable</c>) and
/// RouDi runs. As rmw_cyclonedds has it, a chunk holds the whole message with its 4-byte header.
/// </summary>
internal static unsafe class SharedMemory
{
    private const int ChunkOffset = 56;
    private const int DataSizeOffset = 28;
    private const int Serialized = 2;

    /// <summary>Whether this libddsc was built with iceoryx: only then a sample's head has room for a chunk.</summary>
    public static readonly bool IsSupported =
        NativeLibrary.TryGetExport(DdscLibrary.Handle, "iceoryx_header_from_chunk", out _) &&
        NativeLibrary.TryGetExport(DdscLibrary.Handle, "dds_loan_shared_memory_buffer", out _);

    /// <summary>Whether Cyclone chose shared memory for a writer, by configuration and QoS.</summary>
    public static bool IsUsedBy(int writer) => IsSupported && Ddsc.dds_is_shared_memory_available(writer);

    /// <summary>Whether a sample has its chunk already.</summary>
    public static bool HasChunk(byte* block) => *(byte**)(block + ChunkOffset) is not null;

    /// <summary>
    /// Copies a sample into a chunk that goes to the readers on this machine. The sample itself stays for those
    /// elsewhere: iceoryx takes a chunk back when its readers are done, which may be before a lost fragment is sent
    /// again.
    /// </summary>
    /// <exception cref="DdsException">RouDi has no chunk left that is large enough.</exception>
    public static void Attach(int writer, byte* block, string what)
    {
        var size = SerdataPool.PaddedSize(block);
        byte* chunk;
        var code = Ddsc.dds_loan_shared_memory_buffer(writer, size, &chunk);
        if (code < 0)
        {
            throw new DdsException(
                $"{what}: shared memory has no free chunk of {size} bytes; give RouDi a larger or longer pool");
        }

        Buffer.MemoryCopy(block + SerdataPool.PayloadOffset, chunk, size, size);
        Ddsc.shm_set_data_state(chunk, Serialized);
        *(byte**)(block + ChunkOffset) = chunk;
    }

    /// <summary>The message of a sample that came through shared memory; false for all others.</summary>
    public static bool TryRead(nint serdata, out IoVector vector)
    {
        var chunk = IsSupported ? *(byte**)(serdata + ChunkOffset) : null;
        vector = chunk is null ? default
            : new IoVector
            {
                Base = (nint)chunk,
                Length = *(uint*)(Ddsc.iceoryx_header_from_chunk(chunk) + DataSizeOffset)
            };
        return chunk is not null;
    }
}
