using System.Runtime.CompilerServices;
using Perception.Simulation.Export;
using Perception.Simulation.Rendering;
using Perception.Simulation.World;

namespace Perception.Simulation.Tests;

public sealed class DatasetTests
{
    [SkippableFact]
    public void Datasets_agree_with_themselves_as_OpenCV_and_numpy_read_them()
    {
        using var folder = new TemporaryFolder();
        Write(folder.Path);
        var counts = Python.Run("tests/Perception.Simulation.Tests/Reference/check_dataset.py", ["numpy", "cv2"],
            folder.Path).Split(' ');
        Assert.Equal("3", counts[0]);
        Assert.True(int.Parse(counts[2]) > 20, $"only {counts[2]} boxes");
        Assert.True(int.Parse(counts[4]) > 100, $"only {counts[4]} lane points");
    }

    [Fact]
    public void Depth_pictures_of_sixteen_bits_begin_with_the_signature_and_end_with_the_checksum_of_PNG()
    {
        var png = Png16.Encode([0, 1, 256, 65535], 2, 2);
        Assert.Equal("89504E470D0A1A0A0000000D49484452000000020000000210000000",
            Convert.ToHexString(png.AsSpan(0, 28)));
        // The end of every PNG there is.
        Assert.Equal("0000000049454E44AE426082", Convert.ToHexString(png.AsSpan(^12..)));
    }

    [Fact]
    public void A_dataset_keeps_no_world_of_the_drives_it_was_given()
    {
        using var folder = new TemporaryFolder();
        using var writer = new DatasetWriter(folder.Path, jpeg: true);
        var drive = AddOne(writer);
        GC.Collect();
        Assert.False(drive.IsAlive);
    }

    // Not inlined: locals of the caller would live until its end.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference AddOne(DatasetWriter writer)
    {
        using var frame = new FrameBuffers(320, 192);
        using var drive = new Drive(new DriveOptions { Seed = 7, Width = 320, Height = 192, Threads = 1 });
        drive.Render(0, frame);
        writer.Add(drive, 0, frame, drive.Truth(0, frame));
        return new WeakReference(drive);
    }

    private static void Write(string folder)
    {
        using var writer = new DatasetWriter(folder, jpeg: false);
        using var frame = new FrameBuffers(480, 288);
        (Surroundings, Conditions)[] choices = [(Surroundings.City, Conditions.Day),
            (Surroundings.Suburb, Conditions.Overcast), (Surroundings.Highway, Conditions.Night)];
        for (var i = 0; i < choices.Length; i++)
        {
            var seed = 50UL + (ulong)i;
            using var drive = new Drive(new DriveOptions
            {
                Seed = seed,
                Surroundings = choices[i].Item1,
                Conditions = choices[i].Item2,
                Width = 480,
                Height = 288,
                Threads = 2,
            });
            drive.Advance(3);
            drive.Render(0, frame);
            writer.Add(drive, 0, frame, drive.Truth(0, frame));
        }
    }
}
