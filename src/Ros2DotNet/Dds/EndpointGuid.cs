using System.Runtime.CompilerServices;
using Ros2DotNet.Dds.Native;

namespace Ros2DotNet.Dds;

/// <summary>The 16 bytes by which DDS knows a participant or an endpoint.</summary>
[InlineArray(16)]
internal struct EndpointGuid : IEquatable<EndpointGuid>
{
    private byte _first;

    public static unsafe EndpointGuid Of(int entity)
    {
        var guid = default(EndpointGuid);
        DdsException.Check(Ddsc.dds_get_guid(entity, (byte*)Unsafe.AsPointer(ref guid)), "GUID");
        return guid;
    }

    public static EndpointGuid From(ReadOnlySpan<byte> bytes)
    {
        var guid = default(EndpointGuid);
        bytes[..16].CopyTo(guid);
        return guid;
    }

    /// <summary>Whether the entity is of Fast DDS: the first two bytes name the implementation.</summary>
    public readonly bool IsFastDds => this[0] == 0x01 && this[1] == 0x0f;

    /// <summary>The 16 bytes.</summary>
    public readonly byte[] ToArray() => ((ReadOnlySpan<byte>)this).ToArray();

    public override readonly string ToString() => Convert.ToHexStringLower(this);

    public readonly bool Equals(EndpointGuid other) => ((ReadOnlySpan<byte>)this).SequenceEqual(other);

    public override readonly bool Equals(object? other) => other is EndpointGuid guid && Equals(guid);

    public override readonly int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(this);
        return hash.ToHashCode();
    }
}
