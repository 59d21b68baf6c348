using System.Runtime.InteropServices;
using System.Text;
using Perception.Imaging;
using Perception.Preprocessing;

namespace Benchmarks.Letterbox;

/// <summary>
/// A 1920x1280 camera image to three network sizes, and from other encodings to one of them; one thread each.
/// </summary>
internal static unsafe class LetterboxBench
{
    private const int Rounds = 200;

    private static readonly (int Width, int Height, PixelFormat Format)[] Cases =
    [
        (960, 608, PixelFormat.Bgr8), (960, 960, PixelFormat.Bgr8), (416, 416, PixelFormat.Bgr8),
        (960, 608, PixelFormat.Bgra8), (960, 608, PixelFormat.Yuyv), (960, 608, PixelFormat.Nv12),
        (960, 608, PixelFormat.BayerRggb8),
    ];

    public static int Run(string[] args)
    {
        var library = NativeHelper.Build("opencv_letterbox.cpp",
            "-I/usr/include/opencv4", "-lopencv_dnn", "-lopencv_imgproc", "-lopencv_core");
        ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(library, "opencv_threads"))(1);
        var reference = (delegate* unmanaged<byte*, byte*, int, int, float*, int, int, void>)
            NativeLibrary.GetExport(library, "opencv_letterbox");
        Console.WriteLine($"letterbox 1920x1280 to NCHW float32, one thread, {SimdLevels.Best}, medians of {Rounds}:");
        foreach (var (width, height, format) in Cases)
        {
            using var image = Image.Rent(1920, 1280, format);
            new Random(1).NextBytes(image.Bytes);
            var spec = new PreprocessingSpec { Width = width, Height = height };
            using var kernel = new LetterboxKernel(spec);
            var ours = (float*)NativeMemory.AlignedAlloc((nuint)spec.ByteLength, 64);
            var theirs = (float*)NativeMemory.AlignedAlloc((nuint)spec.ByteLength, 64);

            // As in a slot of the pipeline: the buffer is the letterbox's own, its border is written once.
            var border = new LetterboxBorder();
            fixed (byte* encoding = Encoding.UTF8.GetBytes(ImageEncodings.ToRos(format) + "\0"))
            {
                var name = encoding;
                kernel.Run(image, (nint)ours, border);
                reference(image.Data, name, image.Width, image.Height, theirs, width, height);
                var worst = 0f;
                for (var i = 0; i < spec.ByteLength / sizeof(float); i++)
                {
                    worst = Math.Max(worst, Math.Abs(ours[i] - theirs[i]));
                }

                var medians = Benchmarks.Rounds.Medians(Rounds,
                    () => kernel.Run(image, (nint)ours, border),
                    () => reference(image.Data, name, image.Width, image.Height, null, width, height));
                Console.WriteLine(
                    $"  {ImageEncodings.ToRos(format),-12} {width}x{height,-4} ours {medians[0],6:F2} ms   " +
                    $"OpenCV {medians[1],6:F2} ms   ratio {medians[1] / medians[0]:F2}x" +
                    $"{(format == PixelFormat.Bgr8 ? " (goal 3x)" : "")}   largest difference {worst:F2} levels" +
                    (format == PixelFormat.BayerRggb8 ? " (at the border, where the two mirror differently)" : ""));
            }

            NativeMemory.AlignedFree(ours);
            NativeMemory.AlignedFree(theirs);
        }

        return 0;
    }
}
