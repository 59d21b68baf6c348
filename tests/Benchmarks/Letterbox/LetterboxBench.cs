using System.Runtime.InteropServices;
using Perception.Imaging;
using Perception.Preprocessing;

namespace Benchmarks.Letterbox;

/// <summary>A 1920x1280 camera image to three network sizes, one thread each.</summary>
internal static unsafe class LetterboxBench
{
    private const int Rounds = 200;

    public static int Run(string[] args)
    {
        var library = NativeHelper.Build("opencv_letterbox.cpp",
            "-I/usr/include/opencv4", "-lopencv_dnn", "-lopencv_imgproc", "-lopencv_core");
        ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(library, "opencv_threads"))(1);
        var reference = (delegate* unmanaged<byte*, int, int, float*, int, int, void>)NativeLibrary.GetExport(library, "opencv_letterbox");
        using var image = Image.Rent(1920, 1280, PixelFormat.Bgr8);
        new Random(1).NextBytes(image.Bytes);
        Console.WriteLine($"letterbox 1920x1280 bgr8 to NCHW float32, one thread, {SimdLevels.Best}, medians of {Rounds}:");
        foreach (var (width, height) in new[] { (960, 608), (960, 960), (416, 416) })
        {
            var spec = new PreprocessingSpec { Width = width, Height = height };
            using var kernel = new LetterboxKernel(spec);
            var ours = NativeMemory.AlignedAlloc((nuint)spec.ByteLength, 64);
            var theirs = NativeMemory.AlignedAlloc((nuint)spec.ByteLength, 64);
            // As in a slot of the pipeline: the buffer is the letterbox's own, its border is written once.
            var border = new LetterboxBorder();
            kernel.Run(image, (nint)ours, border);
            reference(image.Data, image.Width, image.Height, (float*)theirs, width, height);
            var worst = 0f;
            for (var i = 0; i < spec.ByteLength / 4; i++)
            {
                worst = Math.Max(worst, Math.Abs(((float*)ours)[i] - ((float*)theirs)[i]));
            }

            var medians = Benchmarks.Rounds.Medians(Rounds,
                () => kernel.Run(image, (nint)ours, border),
                () => reference(image.Data, image.Width, image.Height, null, width, height));
            Console.WriteLine($"  {width}x{height,-4} ours {medians[0],6:F2} ms   OpenCV {medians[1],6:F2} ms   ratio {medians[1] / medians[0]:F2}x (goal 3x)   largest difference {worst:F2} levels");
            NativeMemory.AlignedFree(ours);
            NativeMemory.AlignedFree(theirs);
        }

        return 0;
    }
}
