using Perception.Decoding;
using Perception.Inference;
using Perception.Preprocessing;

namespace Perception.Pipelines;

/// <summary>Finds the tensors that the outputs of a manifest mean.</summary>
internal sealed class NetworkOutputs(ModelManifest manifest, IReadOnlyList<TensorSpec> tensors)
{
    /// <summary>The task that an output is for.</summary>
    public static NetworkTasks TaskOf(OutputSpec output) => output.Role switch
    {
        OutputRole.Semantic => NetworkTasks.Semantic,
        OutputRole.Lanes => NetworkTasks.Lanes,
        OutputRole.Depth => NetworkTasks.Depth,
        _ => NetworkTasks.Detections,
    };

    /// <summary>Index of an output's tensor.</summary>
    /// <exception cref="InferenceException">It is not there, or there twice.</exception>
    public int Find(OutputSpec output)
    {
        int[] fitting = [.. Enumerable.Range(0, tensors.Count)
            .Where(i => output.Name is null ? Fits(output, tensors[i]) : tensors[i].Name == output.Name)];
        if (fitting.Length == 1)
        {
            return fitting[0];
        }

        var role = output.Role switch
        {
            OutputRole.Yolox => "YOLOX's shape",
            OutputRole.LightNet => "the shape of a LightNet's head",
            OutputRole.Depth => "the shape of depth",
            _ => $"the shape of a map of {((ClassMapOutput)output).Classes.Count} classes",
        };
        var problem = output.Name is null
            ? $"names no output, and {fitting.Length} of the model's have {role} for an input of " +
                $"{manifest.Input.Width}x{manifest.Input.Height}"
            : $"names the output '{output.Name}'";
        throw new InferenceException(
            $"the manifest of '{manifest.ModelPath}' {problem}; the model has {string.Join(", ", tensors)}");
    }

    /// <summary>The shape of a map, checked against what the manifest says of it.</summary>
    /// <exception cref="InferenceException">It is another one.</exception>
    public MapShape Shape(OutputSpec output, int index)
    {
        if (ShapeOf(output, tensors[index]) is { } shape)
        {
            return shape;
        }

        var wanted = output switch
        {
            LightNetOutput head => $"{head.Anchors.Count} anchors of 5 + {manifest.Classes.Count} channels each",
            ClassMapOutput { Scores: MapScores.Index } => "1 channel, or integers of 8, 32 or 64 bits in its place",
            DepthOutput => "1 channel",
            ClassMapOutput map => $"{map.Classes.Count} channels, one for each class",
            _ => "another shape",
        };
        throw new InferenceException(
            $"the manifest of '{manifest.ModelPath}' describes {tensors[index]} as " +
            $"{output.Role.ToString().ToLowerInvariant()} in layout {Section.Spelling(LayoutOf(output))}, which has " +
            $"float32 and {wanted}");
    }

    private bool Fits(OutputSpec output, TensorSpec tensor) => output is YoloxOutput
        ? YoloxGrid.FindStrides(tensor.Shape, manifest.Input.Width, manifest.Input.Height) is not null
        : ShapeOf(output, tensor) is not null;

    private MapShape? ShapeOf(OutputSpec output, TensorSpec tensor)
    {
        var channels = output switch
        {
            LightNetOutput head => head.Anchors.Count * (5 + manifest.Classes.Count),
            ClassMapOutput { Scores: not MapScores.Index } map => map.Classes.Count,
            _ => 1,
        };
        return MapShape.Of(tensor, LayoutOf(output)) is { } shape && shape.Channels == channels &&
            (Dequantizer.Reads(tensor) || IsIndex(output, tensor)) ? shape : null;
    }

    // Class numbers need not become floats, and those of 32 and 64 bits do not.
    private static bool IsIndex(OutputSpec output, TensorSpec tensor) =>
        output is ClassMapOutput { Scores: MapScores.Index } &&
        tensor.ElementType is TensorDataType.Int32 or TensorDataType.Int64;

    // Of one channel both layouts are the same bytes; that of the input is as good as any.
    private TensorLayout LayoutOf(OutputSpec output) => output switch
    {
        LightNetOutput head => head.Layout,
        ClassMapOutput map => map.Layout,
        _ => manifest.Input.Layout,
    };
}
