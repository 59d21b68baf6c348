using System.Numerics;
using System.Runtime.Intrinsics;
using Perception.Simulation.Rendering;

namespace Perception.Simulation.Truth;

/// <summary>Counts the pixels whose centre would see an object that nothing stands before.</summary>
internal static unsafe class SilhouetteCounter
{
    public static int Count(View view, int firstDraw, int drawCount)
    {
        var rays = view.Rays;
        var pixels = 0;
        var whole = Extent.Empty;
        var extents = view.DrawExtents;
        foreach (var extent in extents.Slice(firstDraw, drawCount)) whole |= extent;

        for (var block = 0; block < rays.Bounds.Length; block++)
        {
            ref readonly var bounds = ref rays.Bounds[block];
            var window = new Extent(bounds.LowX, bounds.HighX, bounds.LowY, bounds.HighY);
            if (!whole.Meets(window)) continue;
            var covered = 0UL;
            for (var d = firstDraw; d < firstDraw + drawCount && covered != ulong.MaxValue; d++)
            {
                ref readonly var draw = ref view.Draws[d];
                if (!extents[d].Meets(window)) continue;
                for (var i = draw.First; i < draw.First + draw.Count; i++)
                {
                    if (!view.SetupExtents[i].Meets(window)) continue;
                    ref readonly var t = ref view.Setups[i];
                    covered |= Cover(t, rays.X + (block * RayTable.BlockPixels),
                        rays.Y + (block * RayTable.BlockPixels));
                }
            }

            if (covered != 0) pixels += BitOperations.PopCount(covered & Inside(rays, block));
        }

        return pixels;
    }

    private static ulong Cover(in TriangleSetup t, float* xs, float* ys)
    {
        var covered = 0UL;
        for (var row = 0; row < RayTable.BlockSize; row++)
        {
            var (x, y) = (Vector256.LoadAligned(xs + (row * 8)), Vector256.LoadAligned(ys + (row * 8)));
            var e0 = (x * t.A0) + (y * t.B0) + Vector256.Create(t.C0);
            var e1 = (x * t.A1) + (y * t.B1) + Vector256.Create(t.C1);
            var e2 = (x * t.A2) + (y * t.B2) + Vector256.Create(t.C2);
            var closeness = (x * t.AZ) + (y * t.BZ) + Vector256.Create(t.CZ);
            var inside = Vector256.GreaterThanOrEqual(Vector256.Min(Vector256.Min(e0, e1), e2), Vector256<float>.Zero)
                & Vector256.GreaterThan(closeness, Vector256<float>.Zero);
            covered |= (ulong)inside.ExtractMostSignificantBits() << (row * 8);
        }

        return covered;
    }

    // Blocks at the right and lower edges reach beyond the picture.
    private static ulong Inside(RayTable rays, int block)
    {
        var columns = Math.Min(8, rays.Width - (block % rays.BlocksAcross * 8));
        var rows = Math.Min(8, rays.Height - (block / rays.BlocksAcross * 8));
        var mask = 0UL;
        for (var row = 0; row < rows; row++) mask |= ((1UL << columns) - 1) << (row * 8);
        return mask;
    }
}
