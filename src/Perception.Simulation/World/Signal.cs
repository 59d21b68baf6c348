using System.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Roads;

namespace Perception.Simulation.World;

/// <summary>The lights of one approach to a junction; without lamps it is a stop sign that nobody passes.</summary>
internal sealed class Signal(Road road, StopLine line, double cycleSeconds, double offsetSeconds)
{
    private const double AmberSeconds = 3;
    private readonly List<Material[]> _lamps = [];

    public Road Road { get; } = road;

    public StopLine Line { get; } = line;

    /// <summary>Whether vehicles may pass.</summary>
    public bool IsGreen { get; private set; }

    /// <summary>Whether people may cross the road: vehicles have stopped, and will not start soon.</summary>
    public bool LetsPeopleCross { get; private set; }

    /// <summary>Red, amber and green of each light that shows this signal.</summary>
    public void Show(Material[] lamps) => _lamps.Add(lamps);

    public void Switch(double time)
    {
        if (cycleSeconds <= 0) return;
        var half = cycleSeconds / 2;
        var phase = time + offsetSeconds;
        phase -= Math.Floor(phase / cycleSeconds) * cycleSeconds;
        IsGreen = phase < half - AmberSeconds - 2;
        var amber = !IsGreen && phase < half - 2;
        LetsPeopleCross = phase > half && phase < cycleSeconds - 6;
        foreach (var lamps in _lamps)
        {
            lamps[0].Emission = !IsGreen && !amber ? new Vector3(2.6f, 0.08f, 0.04f) : default;
            lamps[1].Emission = amber ? new Vector3(2.6f, 1.2f, 0.05f) : default;
            lamps[2].Emission = IsGreen ? new Vector3(0.05f, 2.2f, 1.1f) : default;
        }
    }
}
