using System.Security.Cryptography;
using Perception.Simulation.Rendering;
using Perception.Simulation.World;

namespace Perception.Simulation.Tests;

public sealed class DeterminismTests
{
    [Theory]
    [InlineData(Conditions.Day)]
    [InlineData(Conditions.Night)]
    [InlineData(Conditions.Rain)]
    public void Same_seed_gives_the_same_bytes_with_one_two_and_five_threads(Conditions conditions)
    {
        var prints = new[] { 1, 2, 5 }.Select(threads => Print(9, conditions, threads)).ToArray();
        Assert.Single(prints.Distinct());
        Assert.NotEqual(prints[0], Print(10, conditions, 2));
    }

    [Fact]
    public void Rendering_allocates_nothing_once_it_runs()
    {
        using var drive = new Drive(new DriveOptions { Seed = 4, Threads = 1 });
        using var frame = new FrameBuffers(640, 384);
        SteadyState.AllocatesNothing(_ => drive.Render(0, frame), 3, warmUp: 5);
    }

    [Fact]
    public void A_frame_of_another_size_is_refused_and_a_drive_ends_once()
    {
        var drive = new Drive(new DriveOptions { Seed = 4, Threads = 1, Width = 64, Height = 320 });
        using (var lying = new FrameBuffers(320, 64))
        {
            Assert.Contains("takes pictures of 64x320, and the frame has 320x64",
                Assert.Throws<ArgumentException>(() => drive.Render(0, lying)).Message);
        }

        drive.Dispose();
        drive.Dispose();
        using var frame = new FrameBuffers(64, 320);
        Assert.Throws<ObjectDisposedException>(() => drive.Render(0, frame));
    }

    [Fact]
    public void Drives_whose_worlds_are_built_ahead_are_those_of_their_seeds()
    {
        var options = new DriveOptions { Seed = 20, Conditions = Conditions.Day, Threads = 2, Width = 320, Height = 192 };
        foreach (var ahead in new[] { 0, 1, 3 })
        {
            using var drives = new DriveSequence(options, worlds: 2, ahead);
            var first = drives.Current;
            foreach (var seed in new ulong[] { 20, 21, 22 })
            {
                Assert.Equal(seed, drives.Current.Seed);
                Assert.Equal(Print(seed, Conditions.Day, 1), Print(drives.Current));
                drives.MoveNext();
            }

            using var frame = new FrameBuffers(320, 192);
            Assert.Throws<ObjectDisposedException>(() => first.Render(0, frame));
        }
    }

    private static string Print(ulong seed, Conditions conditions, int threads)
    {
        using var drive = new Drive(
            new DriveOptions { Seed = seed, Conditions = conditions, Threads = threads, Width = 320, Height = 192 });
        return Print(drive);
    }

    private static string Print(Drive drive)
    {
        using var frame = new FrameBuffers(320, 192);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < 2; i++)
        {
            drive.Advance(0.7);
            drive.Render(0, frame);
            hash.AppendData(frame.Picture.Bytes);
            hash.AppendData(frame.Semantic);
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes<ushort>(frame.Instance));
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(frame.DepthMetres));
            var truth = drive.Truth(0, frame);
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', truth.Objects) + string.Join('\n', truth.Lanes.SelectMany(l => l.Points))));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
