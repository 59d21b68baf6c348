using System.Runtime.InteropServices;

namespace Perception.Imaging.Native;

/// <summary>A compressor or decompressor of libturbojpeg, for one thread; ends when nothing refers to it.</summary>
internal sealed class TurboJpegHandle : SafeHandle
{
    private TurboJpegHandle(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    public override bool IsInvalid => handle == 0;

    public nint Address => handle;

    /// <exception cref="ImageFormatException">The library has no memory for it.</exception>
    public static TurboJpegHandle Compressor() => Checked(TurboJpeg.tjInitCompress());

    /// <inheritdoc cref="Compressor"/>
    public static TurboJpegHandle Decompressor() => Checked(TurboJpeg.tjInitDecompress());

    protected override bool ReleaseHandle() => TurboJpeg.tjDestroy(handle) == 0;

    private static TurboJpegHandle Checked(nint handle) => handle != 0
        ? new TurboJpegHandle(handle)
        : throw new ImageFormatException(
            $"libturbojpeg cannot begin: {Marshal.PtrToStringUTF8(TurboJpeg.tjGetErrorStr2(0))}");
}
