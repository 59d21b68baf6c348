using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Editing;

/// <summary>What SiLU, x times its sigmoid, can be replaced by.</summary>
public enum Activation { Relu, Relu6, HardSwish }

/// <summary>Replaces SiLU by an activation that edge devices compute natively. Needs retraining.</summary>
public static class SiluReplacement
{
    /// <summary>Returns how many were replaced.</summary>
    public static int Run(GraphModel model, Activation by)
    {
        var replaced = 0;
        foreach (var (product, sigmoid) in Find(model).ToList())
        {
            var at = model.Nodes.IndexOf(product);
            model.Nodes.RemoveAt(at);
            model.Nodes.Remove(sigmoid);
            at = Math.Max(0, at - 1);
            model.Nodes.InsertRange(at, Create(model, by, sigmoid.Inputs[0], product.Outputs[0], product.Name));
            replaced++;
        }

        model.Sort();
        return replaced;
    }

    /// <summary>Every SiLU of a graph as its product and its sigmoid.</summary>
    internal static IEnumerable<(Node Product, Node Sigmoid)> Find(GraphModel model)
    {
        var index = new GraphIndex(model);
        foreach (var product in model.Nodes.Where(node => node.Is("Mul")))
        {
            for (var i = 0; i < 2; i++)
            {
                if (index.Producer(product.Inputs[i]) is { } sigmoid &&
                    sigmoid.Is("Sigmoid") && sigmoid.Inputs[0] == product.Inputs[1 - i] &&
                    index.OnlyConsumer(sigmoid.Outputs[0]) == product)
                {
                    yield return (product, sigmoid);
                    break;
                }
            }
        }
    }

    private static IEnumerable<Node> Create(GraphModel model, Activation by, string input, string output, string name)
    {
        switch (by)
        {
            case Activation.Relu:
                return [new Node("Relu", [input], [output], name)];
            case Activation.Relu6 when model.Opset < 11:
                // Limits were attributes.
                return [new Node("Clip", [input], [output], name).Set("min", 0f).Set("max", 6f)];
            case Activation.Relu6:
                return [new Node("Clip", [input, Number(model, "relu6_min", 0), Number(model, "relu6_max", 6)],
                    [output], name)];
            case Activation.HardSwish when model.Opset >= 14:
                return [new Node("HardSwish", [input], [output], name)];
            default:
                // What the operator of newer sets stands for.
                var gate = model.FreshName($"{output}_gate");
                return [new Node("HardSigmoid", [input], [gate]).Set("alpha", 1 / 6f).Set("beta", 0.5f),
                    new Node("Mul", [input, gate], [output], name)];
        }
    }

    private static string Number(GraphModel model, string name, float value)
    {
        model.Weights.TryAdd(name, Tensor.FromFloats([value]));
        return name;
    }
}
