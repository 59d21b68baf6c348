using System.Runtime.InteropServices;
using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Editing;

/// <summary>
/// Makes a network compute in 16-bit floating point; inputs and outputs keep their types. Rounds to 11 bits, and to the
/// largest half where a weight is beyond it.
/// </summary>
public static class HalfPrecision
{
    private const float Largest = 65504;

    // Inputs that are of 32 bits whatever the others are.
    private static readonly Dictionary<string,
    int[]> KeptInputs = new() { ["Resize"] = [1, 2], ["Upsample"] = [1], ["QuantizeLinear"] = [1] };

    /// <summary>Returns how many constants were converted, and how many of their values were too large.</summary>
    public static (int Constants, long Clamped) Run(GraphModel model)
    {
        ConstantFolding.Run(model);
        var keep = model.Nodes
            .SelectMany(node => KeptInputs.GetValueOrDefault(node.OperatorType, []).Select(node.Input))
            .OfType<string>().ToHashSet();
        var converted = 0;
        var clamped = 0L;
        foreach (var (name, tensor) in model.Weights.ToList())
        {
            if (tensor.Type != ElementType.Float32) continue;
            if (keep.Contains(name))
            {
                // What is read in both precisions is there twice.
                if (SplitReaders(model, name) is not { } copy) continue;
                model.Weights[copy] = Half(tensor, ref clamped);
            }
            else model.Weights[name] = Half(tensor, ref clamped);
            converted++;
        }

        foreach (var node in model.Nodes)
        {
            if (node.Is("Cast") && node.Integer("to", 0) == (long)ElementType.Float32)
            {
                node.Set("to", (long)ElementType.Float16);
            }
            if (node.Tensor("value") is { Type: ElementType.Float32 } value)
            {
                node.Set("value", Half(value, ref clamped));
            }
        }

        CastInputs(model);
        CastOutputs(model);
        model.Sort();
        return (converted, clamped);
    }

    private static string? SplitReaders(GraphModel model, string name)
    {
        string? copy = null;
        foreach (var node in model.Nodes)
        {
            for (var i = 0; i < node.Inputs.Count; i++)
            {
                if (node.Inputs[i] != name || KeptInputs.GetValueOrDefault(node.OperatorType, []).Contains(i)) continue;
                node.Inputs[i] = copy ??= model.FreshName($"{name}_half");
            }
        }

        return copy;
    }

    private static Tensor Half(Tensor tensor, ref long clamped)
    {
        var values = tensor.ToFloats();
        var halves = new Half[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (Math.Abs(values[i]) > Largest && float.IsFinite(values[i])) clamped++;
            halves[i] = (Half)(float.IsNaN(values[i]) ? values[i] : Math.Clamp(values[i], -Largest, Largest));
        }

        return Tensor.FromBytes(ElementType.Float16, MemoryMarshal.AsBytes<Half>(halves).ToArray(), [.. tensor.Shape]);
    }

    private static void CastInputs(GraphModel model)
    {
        foreach (var input in model.Inputs.Where(input => input.Type == ElementType.Float32))
        {
            var half = model.FreshName($"{input.Name}_half");
            model.Redirect(input.Name, half);
            model.Nodes.Insert(0, new Node("Cast", [input.Name], [half]).Set("to", (long)ElementType.Float16));
        }
    }

    private static void CastOutputs(GraphModel model)
    {
        foreach (var output in model.Outputs)
        {
            if (output.Type is not (ElementType.Float32 or ElementType.Undefined)) continue;
            var half = model.FreshName($"{output.Name}_half");
            if (model.Nodes.FirstOrDefault(node => node.Outputs.Contains(output.Name)) is not { } producer) continue;
            producer.Outputs[producer.Outputs.IndexOf(output.Name)] = half;
            model.Redirect(output.Name, half);
            model.Nodes.Add(new Node("Cast", [half], [output.Name]).Set("to", (long)ElementType.Float32));
        }
    }
}
