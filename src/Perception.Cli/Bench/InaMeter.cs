using System.Diagnostics;

namespace Perception.Cli.Bench;

/// <summary>
/// INA power monitors of a board (Linux hwmon), as Jetson and others have them. They tell power, so energy is the mean
/// of two readings times the time between them.
/// </summary>
internal sealed class InaMeter : IEnergyMeter
{
    private readonly List<Func<double?>> _rails;
    private double _joules;
    private double _watts;
    private long _at;

    private InaMeter(List<Func<double?>> rails, string names)
    {
        _rails = rails;
        Name = $"INA monitors: {names}";
        (_watts, _at) = (ReadWatts() ?? 0, Stopwatch.GetTimestamp());
    }

    public string Name { get; }

    /// <summary>
    /// The rail of the whole board where one says so (VDD_IN), else all of them; null where there are none.
    /// </summary>
    public static InaMeter? Find(string sys, out string reason)
    {
        var rails = SysFile.Folders(Path.Combine(sys, "class/hwmon"), "hwmon*")
            .Where(folder => SysFile.Text(Path.Combine(folder, "name")) is { } name &&
                name.StartsWith("ina", StringComparison.Ordinal))
            .SelectMany(Rails).ToList();
        reason = rails.Count == 0 ? $"no INA monitors under {Path.Combine(sys, "class/hwmon")}" : "";
        if (rails.Count == 0) return null;
        var whole = rails.Where(rail => rail.Name is "VDD_IN" or "POM_5V_IN").ToList();
        var used = whole.Count > 0 ? whole : rails;
        return new InaMeter([.. used.Select(rail => rail.Watts)], string.Join(", ", used.Select(rail => rail.Name)));
    }

    public double? ReadJoules()
    {
        if (ReadWatts() is not { } watts) return null;
        var now = Stopwatch.GetTimestamp();
        _joules += (watts + _watts) / 2 * Stopwatch.GetElapsedTime(_at, now).TotalSeconds;
        (_watts, _at) = (watts, now);
        return _joules;
    }

    private double? ReadWatts()
    {
        double? sum = 0;
        foreach (var rail in _rails) sum += rail();
        return sum;
    }

    // The kernel gives microwatts, or millivolts and milliamperes. Channels above 3 of an INA3221 are sums of others.
    private static IEnumerable<(string Name, Func<double?> Watts)> Rails(string folder)
    {
        for (var i = 1; i <= 3; i++)
        {
            var (power, current, voltage) =
                ($"{folder}/power{i}_input", $"{folder}/curr{i}_input", $"{folder}/in{i}_input");
            var name = SysFile.Text($"{folder}/in{i}_label") ?? $"{Path.GetFileName(folder)} channel {i}";
            if (SysFile.Number(power) is not null) yield return (name, () => SysFile.Number(power) * 1e-6);
            else if (SysFile.Number(current) is not null && SysFile.Number(voltage) is not null)
                yield return (name, () => SysFile.Number(current) * SysFile.Number(voltage) * 1e-6);
        }
    }
}
