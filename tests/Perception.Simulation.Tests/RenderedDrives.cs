using Perception.Simulation.Rendering;
using Perception.Simulation.Truth;
using Perception.Simulation.World;

namespace Perception.Simulation.Tests;

/// <summary>
/// One picture and its truth in each kind of surroundings, each in other weather; rendered once for all tests.
/// </summary>
public sealed class RenderedDrives : IDisposable
{
    private static readonly (ulong Seed, Surroundings Surroundings, Conditions Conditions)[] Choices =
    [
        (3, Surroundings.City, Conditions.Day), (14, Surroundings.Suburb, Conditions.Rain),
        (7, Surroundings.Country, Conditions.Dusk), (21, Surroundings.Highway, Conditions.Fog),
    ];

    public RenderedDrives()
    {
        foreach (var (seed, surroundings, conditions) in Choices)
        {
            var drive = new Drive(
                new DriveOptions { Seed = seed, Surroundings = surroundings, Conditions = conditions, Threads = 2 });
            var frame = new FrameBuffers(640, 384);
            drive.Advance(2);
            drive.Render(0, frame);
            All.Add((drive, frame, drive.Truth(0, frame)));
        }
    }

    public List<(Drive Drive, FrameBuffers Frame, FrameTruth Truth)> All { get; } = [];

    public void Dispose()
    {
        foreach (var (drive, frame, _) in All)
        {
            drive.Dispose();
            frame.Dispose();
        }
    }
}
