using System.Runtime.Intrinsics;

namespace Perception.Imaging;

/// <summary>For four pixels, where each one's Y, U and V are among the bytes of a block.</summary>
internal readonly struct YuvOrder
{
    // A shuffle puts zero where the index has its high bit set.
    private const byte Zero = 0x80;

    private YuvOrder(ReadOnlySpan<byte> y, ReadOnlySpan<byte> u, ReadOnlySpan<byte> v) =>
        (Y, U, V) = (Spread(y), Spread(u), Spread(v));

    public Vector128<byte> Y { get; }

    public Vector128<byte> U { get; }

    public Vector128<byte> V { get; }

    /// <summary>Eight bytes U Y V Y.</summary>
    public static YuvOrder Uyvy { get; } = new([1, 3, 5, 7], [0, 0, 4, 4], [2, 2, 6, 6]);

    /// <summary>Eight bytes Y U Y V.</summary>
    public static YuvOrder Yuyv { get; } = new([0, 2, 4, 6], [1, 1, 5, 5], [3, 3, 7, 7]);

    /// <summary>Four of Y, then two pairs of U and V.</summary>
    public static YuvOrder Nv12 { get; } = new([0, 1, 2, 3], [4, 4, 6, 6], [5, 5, 7, 7]);

    /// <summary>Four of Y, then two pairs of V and U.</summary>
    public static YuvOrder Nv21 { get; } = new([0, 1, 2, 3], [5, 5, 7, 7], [4, 4, 6, 6]);

    /// <summary>Four of Y at the start, four pairs of U and V from the eighth byte on.</summary>
    public static YuvOrder Nv24 { get; } = new([0, 1, 2, 3], [8, 10, 12, 14], [9, 11, 13, 15]);

    private static Vector128<byte> Spread(ReadOnlySpan<byte> i) => Vector128.Create(
        i[0], Zero, Zero, Zero, i[1], Zero, Zero, Zero, i[2], Zero, Zero, Zero, i[3], Zero, Zero, Zero);
}
