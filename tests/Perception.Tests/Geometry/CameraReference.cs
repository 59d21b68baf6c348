using System.Runtime.InteropServices;
using System.Text.Json;
using Perception.Geometry;

namespace Perception.Tests.Geometry;

/// <summary>OpenCV's answers for a camera, as camera_model.py asks for them.</summary>
internal sealed class CameraReference
{
    private CameraReference(TemporaryFolder folder)
    {
        Projected = Read<double>(folder["projected.raw"]);
        Rays = Read<double>(folder["rays.raw"]);
        MapX = Read<float>(folder["map_x.raw"]);
        MapY = Read<float>(folder["map_y.raw"]);
        Remapped = File.ReadAllBytes(folder["remapped.raw"]);
        Exact = Read<float>(folder["exact.raw"]);
    }

    public double[] Projected { get; }

    public double[] Rays { get; }

    public float[] MapX { get; }

    public float[] MapY { get; }

    public byte[] Remapped { get; }

    public float[] Exact { get; }

    public static CameraReference Ask(CameraValues camera, ReadOnlySpan<Point3> points, ReadOnlySpan<byte> image)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["points.raw"], MemoryMarshal.AsBytes(points));
        File.WriteAllBytes(folder["source.raw"], image);
        File.WriteAllText(folder["camera.json"], JsonSerializer.Serialize(new
        {
            model = camera.DistortionModel,
            width = camera.Width,
            height = camera.Height,
            camera.D,
            camera.K,
            camera.R,
            camera.P,
        }));
        Python.Run("tests/Perception.Tests/Reference/camera_model.py", ["numpy", "cv2"], folder["camera.json"],
            folder["points.raw"], folder.Path);
        return new CameraReference(folder);
    }

    private static T[] Read<T>(string path) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(File.ReadAllBytes(path)).ToArray();
}
