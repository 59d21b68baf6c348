using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Editing;

/// <summary>Gives a convolution weights of its own; those that others share stay as they are.</summary>
internal static class ConvolutionWeights
{
    public static void Set(GraphModel model, Node node, Tensor weights, float[]? bias)
    {
        node.Inputs[1] = model.AddWeight($"{Stem(node)}.weight", weights);
        if (bias is null) return;
        var name = model.AddWeight($"{Stem(node)}.bias", Tensor.FromFloats(bias, bias.Length));
        if (node.Inputs.Count > 2) node.Inputs[2] = name;
        else node.Inputs.Add(name);
    }

    public static float[]? Bias(GraphModel model, Node node) => model.Constant(node.Input(2))?.ToFloats();

    private static string Stem(Node node) => node.Name.Length > 0 ? node.Name : node.Outputs[0];
}
