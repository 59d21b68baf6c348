using System.Globalization;
using System.Text.Json.Nodes;

namespace Perception.Cli.Bench;

/// <summary>
/// What moves while a machine works: clocks, temperatures, load. Null or empty where the kernel does not tell.
/// </summary>
internal sealed record MachineState(string? Governor, IReadOnlyList<double> ClocksMhz,
    IReadOnlyList<(string Name, double Celsius)> Temperatures, string? Load)
{
    public static MachineState Read(string sys = "/sys", string proc = "/proc")
    {
        var policies = SysFile.Folders(Path.Combine(sys, "devices/system/cpu"), "cpu*")
            .Select(cpu => Path.Combine(cpu, "cpufreq")).Where(Directory.Exists).ToList();
        var governors = policies.Select(policy => SysFile.Text(Path.Combine(policy, "scaling_governor")))
            .OfType<string>().Distinct().ToList();
        return new MachineState(
            governors.Count > 0 ? string.Join(", ", governors) : null,
            [.. policies.Select(policy => SysFile.Number(Path.Combine(policy, "scaling_cur_freq"))).OfType<double>()
                .Select(kilohertz => kilohertz / 1000)],
            [.. SysFile.Folders(Path.Combine(sys, "class/thermal"), "thermal_zone*")
                .Select(zone => (Name: SysFile.Text(Path.Combine(zone, "type")) ?? Path.GetFileName(zone),
                    Value: SysFile.Number(Path.Combine(zone, "temp"))))
                .Where(zone => zone.Value is not null).Select(zone => (zone.Name, zone.Value!.Value / 1000))],
            SysFile.Text(Path.Combine(proc, "loadavg")));
    }

    public JsonObject ToJson() => new()
    {
        ["governor"] = Governor,
        ["clocks_mhz"] = new JsonArray([.. ClocksMhz.Select(clock => (JsonNode)Math.Round(clock))]),
        ["temperatures_celsius"] = new JsonObject(Temperatures.GroupBy(zone => zone.Name)
            .Select(
            group => KeyValuePair.Create(group.Key, (JsonNode?)Math.Round(group.Max(zone => zone.Celsius), 1)))),
        ["load"] = Load,
    };

    /// <inheritdoc/>
    public override string ToString()
    {
        var parts = new List<string>();
        if (Governor is not null) parts.Add($"governor {Governor}");
        if (ClocksMhz.Count > 0) parts.Add(Text($"{ClocksMhz.Min():F0} to {ClocksMhz.Max():F0} MHz"));
        if (Temperatures.Count > 0) parts.Add(Text($"at most {Temperatures.Max(zone => zone.Celsius):F0} °C"));
        if (Load is not null) parts.Add($"load {Load.Split(' ')[0]}");
        return string.Join(", ", parts);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
