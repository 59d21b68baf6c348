using System.Runtime.InteropServices;
using Perception.Decoding;
using Perception.Decoding.Lanes;
using Perception.Geometry;
using Perception.Geometry.Objects;
using Perception.Imaging;
using Perception.Preprocessing;

namespace Benchmarks.Geometry;

/// <summary>Rectification against OpenCV's, and what follows a network of 640x384; one thread each.</summary>
internal static unsafe class GeometryBench
{
    private const int Rounds = 100;
    private const int Width = 640;
    private const int Height = 384;
    private const int Classes = 16;

    public static int Run(string[] args)
    {
        Rectify();
        Console.WriteLine($"after a network of {Width}x{Height}, medians of {Rounds}:");
        var random = new Random(1);
        var camera = CameraModel.Pinhole(Width, Height, 500, 500, 320, 190);
        var ground = GroundPlane.OfMounting(1.6, 0.03);
        var scores = Enumerable.Range(0, Classes * Width * Height).Select(_ => random.NextSingle()).ToArray();
        var (best, confidence) = (new byte[Width * Height], new float[Width * Height]);
        Report($"argmax of {Classes} classes", () => ArgMax.OfPlanes(scores, best));
        Report($"softmax confidence of {Classes} classes", () => ArgMax.Confidence(scores, best, confidence));

        var full = new byte[1280 * 720];
        var transform = new LetterboxTransform(0.5f, 0.5f, 0, 0, 1280, 720);
        var sampler = MaskSampler.Of(transform, Width, Height, Width, Height, 1280, 720);
        Report("mask to 1280x720", () => sampler.Sample<byte>(best, full));

        var depth = Enumerable.Range(0, Width * Height).Select(i => Depth(camera, ground, i)).ToArray();
        var metres = new float[depth.Length];
        Report("inverse depth to metres", () => DepthDecoder.ToMetres(scores.AsSpan(0, depth.Length), metres,
            new DepthSpec { Form = DepthForm.Inverse, MaximumMetres = 80 }));
        var every = new PseudoLidar(camera, new PseudoLidarOptions(), ground);
        Report("cloud of every pixel", () => every.Build(new DepthFrame { DepthMetres = depth }));
        var voxels = new PseudoLidar(camera, new PseudoLidarOptions { VoxelMetres = 0.1f }, ground);
        Report("cloud with voxels of 10 cm", () => voxels.Build(new DepthFrame { DepthMetres = depth }));

        var lanes = Enumerable.Range(0, Width * Height).Select(i => Lane(camera, ground, i)).ToArray();
        var decoder = new LaneDecoder(camera, ground, new LaneOptions());
        var count = decoder.Decode(new ClassMask(lanes, Width, Height)).Length;
        Report($"{count} lane lines in metres", () => decoder.Decode(new ClassMask(lanes, Width, Height)));

        var locator = new ObjectLocator(camera, ground, new ObjectLocatorOptions { Classes = [ClassSize.Car] });
        var boxes = new Detection[20];
        for (var i = 0; i < boxes.Length; i++)
        {
            boxes[i] = new Detection(30 * i, 200, 30 * i + 60, 250, 0, 1, 1);
        }

        Report("20 objects in space", () => locator.Locate(boxes,
            new ObjectFrame { ImageWidth = Width, ImageHeight = Height, DepthMetres = depth }));
        return 0;
    }

    private static void Rectify()
    {
        var values = new CameraValues
        {
            Width = 1280,
            Height = 720,
            DistortionModel = "plumb_bob",
            D = [-0.283, 0.0861, 0.00031, -0.00052, -0.0113],
            K = [612.5, 0, 633.25, 0, 610.75, 358.5, 0, 0, 1],
            R = [1, 0, 0, 0, 1, 0, 0, 0, 1],
            P = [580, 0, 640, 0, 0, 582, 361, 0, 0, 0, 1, 0],
        };
        var library = NativeHelper.Build("opencv_rectify.cpp",
            "-I/usr/include/opencv4", "-lopencv_calib3d", "-lopencv_imgproc", "-lopencv_core");
        var prepare = (delegate* unmanaged<double*, double*, double*, double*, int, int, void>)
            NativeLibrary.GetExport(library, "rectify_prepare");
        var reference = (delegate* unmanaged<byte*, byte*, int, int, void>)NativeLibrary.GetExport(library, "rectify");
        fixed (double* k = values.K.ToArray(), d = values.D.ToArray(), r = values.R.ToArray(), p = values.P.ToArray())
        {
            prepare(k, d, r, p, values.Width, values.Height);
        }

        using var source = Image.Rent(values.Width, values.Height, PixelFormat.Bgr8);
        new Random(1).NextBytes(source.Bytes);
        using var ours = Image.Rent(values.Width, values.Height, PixelFormat.Bgr8);
        using var theirs = Image.Rent(values.Width, values.Height, PixelFormat.Bgr8);
        var map = RectificationMap.Of(values);
        var medians = Benchmarks.Rounds.Medians(Rounds,
            () => map.Remap(source, ours),
            () => reference(source.Data, theirs.Data, values.Width, values.Height));
        Console.WriteLine($"rectify 1280x720 bgr8, one thread, {SimdLevels.Best}, medians of {Rounds}: " +
            $"ours {medians[0]:F2} ms   OpenCV {medians[1]:F2} ms   ratio {medians[1] / medians[0]:F2}x");
    }

    private static void Report(string what, Action action) =>
        Console.WriteLine($"  {what,-36} {Benchmarks.Rounds.Medians(Rounds, action)[0],7:F2} ms");

    // Flat ground and a wall.
    private static float Depth(CameraModel camera, GroundPlane ground, int pixel)
    {
        camera.TryUnproject(new Pixel(pixel % Width, pixel / Width), out var ray);
        return ground.TryIntersect(ray, out var point) ? (float)Math.Min(point.Z, 60) : 60;
    }

    private static byte Lane(CameraModel camera, GroundPlane ground, int pixel)
    {
        camera.TryUnproject(new Pixel(pixel % Width, pixel / Width), out var ray);
        if (!ground.TryIntersect(ray, out var point))
        {
            return 0;
        }

        var (forward, left, _) = ground.ToGround(point);
        return (byte)(forward < 60 && new[] { -5.4, -1.8, 1.8, 5.4 }.Any(line => Math.Abs(left - line) < 0.08) ? 1 : 0);
    }
}
