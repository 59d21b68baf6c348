namespace Perception.Toolchain.Profiling;

/// <summary>
/// Layers as a tree by the parts of their names (<c>/trunk/stage/conv</c>), or by operator where names have no parts.
/// Neighbours of the same part are one branch, so the order of running stays.
/// </summary>
internal sealed class FlameTree(string name)
{
    public string Name { get; } = name;

    public List<FlameTree> Children { get; } = [];

    /// <summary>Null for branches.</summary>
    public LayerTime? Layer { get; private init; }

    public double Ms => Layer?.MedianMs ?? Children.Sum(child => child.Ms);

    public int Depth => 1 + (Children.Count == 0 ? 0 : Children.Max(child => child.Depth));

    public static FlameTree Of(LayerProfile profile)
    {
        var root = new FlameTree("network");
        var hasPaths = profile.Layers.Count(layer => Parts(layer).Length > 1) > profile.Layers.Count / 2;
        IReadOnlyList<LayerTime> layers = hasPaths
            ? profile.Layers
            : [.. profile.Layers.OrderBy(layer => layer.Operator, StringComparer.Ordinal)];
        foreach (var layer in layers)
        {
            var branch = root;
            foreach (var part in hasPaths ? Parts(layer)[..^1] : [layer.Operator])
            {
                if (branch.Children.LastOrDefault() is not { Layer: null } last || last.Name != part)
                {
                    branch.Children.Add(last = new FlameTree(part));
                }
                branch = last;
            }

            branch.Children.Add(new FlameTree(layer.Name) { Layer = layer });
        }

        return root;
    }

    private static string[] Parts(LayerTime layer) =>
        layer.Name.Split('/', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } parts ? parts : [layer.Name];
}
