using System.Globalization;

namespace Perception.Cli.Bench;

/// <summary>
/// The processor's own energy counters (Linux powercap), summed over packages. They wrap, and are read more often than
/// that.
/// </summary>
internal sealed class RaplMeter : IEnergyMeter
{
    private readonly List<Package> _packages;

    private RaplMeter(List<Package> packages)
    {
        _packages = packages;
        Name = $"RAPL counters of {string.Join(", ", packages.Select(package => package.Name))}";
    }

    public string Name { get; }

    /// <summary>Null where there are none; the reason is then why.</summary>
    public static RaplMeter? Find(string sys, out string reason)
    {
        var folder = Path.Combine(sys, "class/powercap");
        // intel-rapl:0 is a package; intel-rapl:0:0 is a part of it, and must not be counted twice.
        var zones = Directory.Exists(folder)
            ? Directory.GetDirectories(folder, "intel-rapl:*")
                .Where(zone => Path.GetFileName(zone).Count(c => c == ':') == 1)
                .Where(zone => SysFile.Text(Path.Combine(zone, "name")) is { } name &&
                    name.StartsWith("package", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal).ToList()
            : [];
        var packages = zones.Select(Package.Open).OfType<Package>().ToList();
        reason = zones.Count == 0 ? $"no RAPL packages under {folder}"
            : packages.Count < zones.Count ? $"{zones[0]}/energy_uj may only be read by root" : "";
        return zones.Count > 0 && packages.Count == zones.Count ? new RaplMeter(packages) : null;
    }

    public double? ReadJoules()
    {
        double sum = 0;
        foreach (var package in _packages)
        {
            if (package.ReadMicrojoules() is not { } microjoules) return null;
            sum += microjoules * 1e-6;
        }

        return sum;
    }

    private sealed class Package(string path, string name, double range, double last)
    {
        private double _last = last;
        private double _sum;

        public string Name => name;

        public static Package? Open(string zone)
        {
            var path = Path.Combine(zone, "energy_uj");
            return Read(path) is { } first
                ? new Package(path, SysFile.Text(Path.Combine(zone, "name"))!,
                    Read(Path.Combine(zone, "max_energy_range_uj")) ?? 0, first)
                : null;
        }

        public double? ReadMicrojoules()
        {
            if (Read(path) is not { } now) return null;
            _sum += now >= _last ? now - _last : now + range - _last;
            _last = now;
            return _sum;
        }

        private static double? Read(string path) =>
            double.TryParse(SysFile.Text(path), CultureInfo.InvariantCulture, out var value) ? value : null;
    }
}
