using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Editing;

/// <summary>
/// Replaces max pools of large windows and stride 1, as in spatial pyramid pooling, by chains of small ones: 9x9 is 5x5
/// twice, 13x13 three times. Pools of the same input share their chains. Exact.
/// </summary>
public static class PoolChain
{
    /// <summary>The window that a link has unless only less is allowed or left.</summary>
    private const int Link = 5;

    /// <summary>Returns how many pools were replaced.</summary>
    /// <param name="model">The graph.</param>
    /// <param name="largest">The largest window that may stay, 3 or more.</param>
    public static int Run(GraphModel model, int largest = 8)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(largest, 3);
        var links = new Dictionary<(string Input, long Kernel), string>();
        foreach (var pool in model.Nodes.Where(IsSame)) links.TryAdd((pool.Inputs[0], Kernel(pool)), pool.Outputs[0]);
        var large = model.Nodes.Where(node => IsSame(node) && Kernel(node) > largest).ToList();
        foreach (var pool in large)
        {
            var left = Kernel(pool) - 1;
            var at = pool.Inputs[0];
            while (left > 0)
            {
                var kernel = 1 + Math.Min(left, Math.Min(Link, largest % 2 == 0 ? largest - 1 : largest) - 1);
                left -= kernel - 1;
                if (!links.TryGetValue((at, kernel), out var next))
                {
                    next = model.FreshName($"{pool.Outputs[0]}_chain");
                    model.Nodes.Add(Small(at, next, kernel));
                    links.Add((at, kernel), next);
                }

                at = next;
            }

            model.Nodes.Remove(pool);
            if (model.Outputs.Any(output => output.Name == pool.Outputs[0]))
                model.Nodes.Add(new Node("Identity", [at], [pool.Outputs[0]]));
            else model.Redirect(pool.Outputs[0], at);
        }

        model.Sort();
        return large.Count;
    }

    /// <summary>Whether a node is a max pool of an odd square window that keeps the size.</summary>
    internal static bool IsSame(Node node) =>
        node.Is("MaxPool") && node.Outputs.Count == 1 &&
            Window.Of(node, null) is { AutoPad: "NOTSET", Kernel: [var rows, var columns] } window &&
        rows == columns &&
            rows % 2 == 1 && window.Strides.All(step => step == 1) && window.Dilations.All(step => step == 1) &&
        window.Pads.All(pad => pad == rows / 2);

    internal static long Kernel(Node pool) => pool.Integers("kernel_shape")![0];

    private static Node Small(string input, string output, long kernel) => new Node("MaxPool", [input], [output])
        .Set("kernel_shape", kernel, kernel)
        .Set("strides", 1, 1).Set("pads", kernel / 2, kernel / 2, kernel / 2, kernel / 2);
}
