using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Editing;

/// <summary>
/// Carries out a plan step by step, and compares the results of before and after wherever they are to be alike.
/// </summary>
public static class ModelEditor
{
    /// <summary>The largest relative difference that counts as exact.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>Changes a graph; returns the steps that changed something.</summary>
    /// <exception cref="GraphException">A step cannot be done, or one that is to be exact is not.</exception>
    public static IReadOnlyList<EditStep> Run(GraphModel model, EditPlan plan)
    {
        var steps = new List<EditStep>();
        void Step(EditEffect effect, Func<string?> edit, bool comparable = true, Func<Tensor, Tensor>? adapt = null)
        {
            var before = model.Clone();
            if (edit() is not { } what) return;
            ConstantFolding.RemoveUnusedWeights(model);
            var difference = comparable ? EditCheck.Compare(before, model, adapt) : null;
            if (effect == EditEffect.Exact && difference > Tolerance)
                throw new GraphException($"'{what}' is meant to be exact, but outputs of the model '{model.Name}' " +
                    $"differ by {difference:G2}");
            steps.Add(new EditStep(what, effect, difference));
        }

        if (plan.Outputs is { } outputs)
            Step(EditEffect.Exact, () => Said(OutputEdits.Cut(model, outputs), "nodes cut behind the new outputs"));
        if (plan.StaticShapes) Step(EditEffect.Exact, () => CloseShapes(model));
        if (plan.InputSize is var (width, height))
            Step(EditEffect.Approximate, () => $"input of {width}x{height}, {InputSize.Run(model, width, height)} " +
                "baked sizes changed", comparable: false);
        if (plan.Fold)
        {
            Step(EditEffect.Exact, () => Said(ConstantFolding.Run(model), "nodes of constants folded"));
            Step(EditEffect.Exact,
                () => Said(AffineFolding.Run(model), "normalisations and factors taken into convolutions"));
            Step(EditEffect.Exact, () => Said(PadFolding.Run(model), "paddings taken into convolutions"));
        }

        if (plan.Stem)
        {
            Step(EditEffect.Exact, () => Said(StemRewrite.Run(model), "stem rewritten as a strided convolution"));
        }
        if (plan.Pyramid == PyramidEdit.Chain)
            Step(EditEffect.Exact,
                () => Said(PoolChain.Run(model, plan.LargestPool), "large pools replaced by chains"));
        if (plan.Pyramid == PyramidEdit.Drop)
            Step(EditEffect.NeedsRetraining, () => Said(PyramidRemoval.Run(model), "pooling pyramids dropped"));
        if (plan.Silu is { } activation)
            Step(EditEffect.NeedsRetraining,
                () => Said(SiluReplacement.Run(model, activation), $"SiLU replaced by {activation}"));
        foreach (var output in plan.ArgMax)
            Step(EditEffect.Exact, () => Done(() => OutputEdits.AddArgMax(model, output), $"best class of '{output}'"),
                comparable: false);
        foreach (var output in plan.DecodeYolox)
            Step(EditEffect.Exact,
                () => Done(() => OutputEdits.AddYoloxDecoding(model, output), $"boxes of '{output}' in pixels"),
                comparable: false);
        if (plan.ImageInput)
            Step(EditEffect.Exact, () => Done(() => ImageInput.Run(model, plan.Mean, plan.Scale, plan.SwapChannels),
                "input of pictures [n,h,w,3] uint8, normalisation taken into the first convolution"),
                adapt: levels => Normalised(levels, plan));
        if (plan.Half) Step(EditEffect.Approximate, () => SayHalf(HalfPrecision.Run(model)));
        StaticShapes.UpdateOutputs(model);
        return steps;
    }

    private static string? CloseShapes(GraphModel model)
    {
        var closed = StaticShapes.CloseOpenDimensions(model);
        if (closed == 0) return null;
        ConstantFolding.Run(model);
        StaticShapes.UpdateOutputs(model);
        return $"{closed} open dimensions set to 1";
    }

    private static string? Said(int count, string what) => count > 0 ? $"{count} {what}" : null;

    private static string SayHalf((int Constants, long Clamped) result) =>
        $"{result.Constants} constants in 16 " +
        $"bits{(result.Clamped > 0 ? $", {result.Clamped} values beyond their range" : "")}";

    private static string Done(Action edit, string what)
    {
        edit();
        return what;
    }

    // What the network took before, for the same picture.
    private static Tensor Normalised(Tensor levels, EditPlan plan)
    {
        var area = (int)(levels.Shape[1] * levels.Shape[2]);
        var pixels = levels.Bytes.Span;
        var values = new float[pixels.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var (picture, channel, pixel) = (i / (3 * area), i / area % 3, i % area);
            var level = pixels[3 * (picture * area + pixel) + (plan.SwapChannels ? 2 - channel : channel)];
            values[i] = (level - plan.Mean[channel]) * plan.Scale[channel];
        }

        return Tensor.FromFloats(values, levels.Shape[0], 3, levels.Shape[1], levels.Shape[2]);
    }
}
