using System.Runtime.InteropServices;

namespace Perception.Capture.V4l2.Native;

/// <summary>Requests and structures of <c>linux/videodev2.h</c> on 64-bit Linux, with its numbers. A test compiles the
/// header and compares sizes and offsets.</summary>
internal static unsafe class V4l2
{
    public const nuint QueryCapability = 0x80685600;
    public const nuint EnumerateFormats = 0xC0405602;
    public const nuint SetFormat = 0xC0D05605;
    public const nuint RequestBuffers = 0xC0145608;
    public const nuint QueryBuffer = 0xC0585609;
    public const nuint QueueBuffer = 0xC058560F;
    public const nuint DequeueBuffer = 0xC0585611;
    public const nuint StreamOn = 0x40045612;
    public const nuint StreamOff = 0x40045613;
    public const nuint SetParameters = 0xC0CC5616;

    public const uint VideoCapture = 1;
    public const uint MemoryMap = 1;
    public const uint CapabilityVideoCapture = 0x1;
    public const uint CapabilityStreaming = 0x4000000;
    public const uint CapabilityDeviceCapabilities = 0x80000000;
    public const uint FormatYuyv = 0x56595559;
    public const uint FormatMjpeg = 0x47504A4D;
    public const uint BufferIsBroken = 0x40;
    public const uint BufferClockMask = 0xE000;
    public const uint BufferClockMonotonic = 0x2000;

    [StructLayout(LayoutKind.Explicit, Size = 104)]
    public struct Capability
    {
        [FieldOffset(0)]
        public fixed byte Driver[16];

        [FieldOffset(16)]
        public fixed byte Card[32];

        [FieldOffset(84)]
        public uint Capabilities;

        [FieldOffset(88)]
        public uint DeviceCapabilities;
    }

    [StructLayout(LayoutKind.Explicit, Size = 64)]
    public struct FormatDescription
    {
        [FieldOffset(0)]
        public uint Index;

        [FieldOffset(4)]
        public uint Type;

        [FieldOffset(44)]
        public uint PixelFormat;
    }

    /// <summary>v4l2_format with its v4l2_pix_format.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 208)]
    public struct Format
    {
        [FieldOffset(0)]
        public uint Type;

        [FieldOffset(8)]
        public uint Width;

        [FieldOffset(12)]
        public uint Height;

        [FieldOffset(16)]
        public uint PixelFormat;

        [FieldOffset(20)]
        public uint Field;

        [FieldOffset(24)]
        public uint BytesPerLine;

        [FieldOffset(28)]
        public uint ImageBytes;
    }

    [StructLayout(LayoutKind.Explicit, Size = 20)]
    public struct BufferRequest
    {
        [FieldOffset(0)]
        public uint Count;

        [FieldOffset(4)]
        public uint Type;

        [FieldOffset(8)]
        public uint Memory;
    }

    [StructLayout(LayoutKind.Explicit, Size = 88)]
    public struct Buffer
    {
        [FieldOffset(0)]
        public uint Index;

        [FieldOffset(4)]
        public uint Type;

        [FieldOffset(8)]
        public uint BytesUsed;

        [FieldOffset(12)]
        public uint Flags;

        [FieldOffset(24)]
        public long Seconds;

        [FieldOffset(32)]
        public long Microseconds;

        [FieldOffset(56)]
        public uint Sequence;

        [FieldOffset(60)]
        public uint Memory;

        [FieldOffset(64)]
        public uint Offset;

        [FieldOffset(72)]
        public uint Length;
    }

    /// <summary>v4l2_streamparm with its v4l2_captureparm; the time per frame is a fraction of a second.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 204)]
    public struct StreamParameters
    {
        [FieldOffset(0)]
        public uint Type;

        [FieldOffset(12)]
        public uint Numerator;

        [FieldOffset(16)]
        public uint Denominator;
    }
}
