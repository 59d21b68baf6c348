using System.Runtime.InteropServices;
using Perception.Simulation.Cameras;

namespace Perception.Simulation.Rendering;

/// <summary>
/// The point of the plane z = 1 that each pixel looks through, in blocks of 8 x 8 pixels: whatever is straight there
/// can be rasterized exactly, however bent the lens draws it. Orthographic views use the same table with metres as
/// unit.
/// </summary>
internal sealed unsafe class RayTable : IDisposable
{
    public const int BlockSize = 8;
    public const int BlockPixels = BlockSize * BlockSize;

    private readonly float* _memory;
    private float _half;

    private RayTable(int width, int height)
    {
        (Width, Height) = (width, height);
        BlocksAcross = (width + BlockSize - 1) / BlockSize;
        BlocksDown = (height + BlockSize - 1) / BlockSize;
        var count = BlocksAcross * BlocksDown * BlockPixels;
        _memory = (float*)NativeMemory.AlignedAlloc((nuint)(2 * count * sizeof(float)), 64);
        X = _memory;
        Y = _memory + count;
        Bounds = new BlockBounds[BlocksAcross * BlocksDown];
        ExactX = new double[width * height];
        ExactY = new double[width * height];
    }

    public int Width { get; }

    public int Height { get; }

    public int BlocksAcross { get; }

    public int BlocksDown { get; }

    /// <summary>Block after block, 64 pixels each, row by row.</summary>
    public float* X { get; }

    public float* Y { get; }

    /// <summary>What each block covers, half a pixel beyond its outer centres.</summary>
    public BlockBounds[] Bounds { get; }

    /// <summary>In the order of pixels, for depth to the micrometre.</summary>
    public double[] ExactX { get; }

    public double[] ExactY { get; }

    public static RayTable Of(CameraIntrinsics camera)
    {
        var table = new RayTable(camera.Width, camera.Height);
        table.Fill(camera.Ray);
        return table;
    }

    /// <summary>A square of <paramref name="size"/> texels over -half to +half metres each way.</summary>
    public static RayTable Orthographic(int size, double half)
    {
        var table = new RayTable(size, size) { _half = (float)half };
        table.Fill((u, v) => ((((u + 0.5) / size) - 0.5) * 2 * half, (((v + 0.5) / size) - 0.5) * 2 * half));
        return table;
    }

    /// <summary>Whether no texel's centre of an orthographic table lies within bounds.</summary>
    public bool FallsBetweenCentres(float lowX, float highX, float lowY, float highY)
    {
        var (scale, middle) = (Width / (2 * _half), (Width / 2) - 0.5f);
        // A hundredth of a texel covers the rounding of the bounds.
        return MathF.Ceiling((lowX * scale) + middle - 0.01f) > (highX * scale) + middle + 0.01f
            || MathF.Ceiling((lowY * scale) + middle - 0.01f) > (highY * scale) + middle + 0.01f;
    }

    public void Dispose() => NativeMemory.AlignedFree(_memory);

    private void Fill(Func<double, double, (double X, double Y)> ray)
    {
        for (var block = 0; block < Bounds.Length; block++)
        {
            var (left, top) = (block % BlocksAcross * BlockSize, block / BlocksAcross * BlockSize);
            for (var i = 0; i < BlockPixels; i++)
            {
                var (u, v) = (left + (i % BlockSize), top + (i / BlockSize));
                var (x, y) = ray(u, v);
                (X[(block * BlockPixels) + i], Y[(block * BlockPixels) + i]) = ((float)x, (float)y);
                if (u < Width && v < Height) (ExactX[(v * Width) + u], ExactY[(v * Width) + u]) = (x, y);
            }

            Bounds[block] = BoundsOf(ray, left - 0.5, top - 0.5);
        }
    }

    private static BlockBounds BoundsOf(Func<double, double, (double X, double Y)> ray, double left, double top)
    {
        var (lowX, highX, lowY, highY) = (double.MaxValue, double.MinValue, double.MaxValue, double.MinValue);
        for (var i = 0; i < 9; i++)
        {
            var (x, y) = ray(left + (i % 3 * BlockSize / 2.0), top + (i / 3 * BlockSize / 2.0));
            (lowX, highX, lowY, highY) = (Math.Min(lowX, x), Math.Max(highX, x), Math.Min(lowY, y), Math.Max(highY, y));
        }

        // Between the nine samples a lens bows outwards by far less than a hundredth of a block.
        var slack = 0.01 * Math.Max(highX - lowX, highY - lowY);
        var middle = ray(left + (BlockSize / 2.0), top + (BlockSize / 2.0));
        var right = ray(left + (BlockSize / 2.0) + 1, top + (BlockSize / 2.0));
        var below = ray(left + (BlockSize / 2.0), top + (BlockSize / 2.0) + 1);
        return new BlockBounds(
            (float)(lowX - slack), (float)(highX + slack), (float)(lowY - slack), (float)(highY + slack),
            (float)(right.X - middle.X), (float)(right.Y - middle.Y), (float)(below.X - middle.X),
            (float)(below.Y - middle.Y));
    }
}
