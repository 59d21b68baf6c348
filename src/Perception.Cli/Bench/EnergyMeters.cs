namespace Perception.Cli.Bench;

/// <summary>The meters of this machine, and why others are not among them.</summary>
internal sealed record EnergyMeters(IReadOnlyList<IEnergyMeter> Found, IReadOnlyList<string> Missing)
{
    public static EnergyMeters Find(string sys = "/sys")
    {
        var found = new List<IEnergyMeter>();
        var missing = new List<string>();
        void Take(IEnergyMeter? meter, string reason)
        {
            if (meter is not null) found.Add(meter);
            else missing.Add(reason);
        }

        Take(RaplMeter.Find(sys, out var rapl), rapl);
        Take(InaMeter.Find(sys, out var ina), ina);
        Take(NvmlMeter.Find(out var nvml), nvml);
        return new EnergyMeters(found, missing);
    }
}
