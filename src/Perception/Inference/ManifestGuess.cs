using Perception.Decoding;
using Perception.Preprocessing;

namespace Perception.Inference;

/// <summary>
/// Infers a manifest from the shapes of a model that has none. The caller shows it to the user, never uses it silently.
/// </summary>
public static class ManifestGuess
{
    /// <summary>
    /// Guesses for a model with a 3-channel image input: a YOLOX head by its rows, maps by their channels (one is
    /// depth, more are classes, those of lanes where the name says so).
    /// </summary>
    /// <exception cref="InferenceException">The shapes are those of something else; says what they are.</exception>
    public static ModelManifest From(string modelPath, IInferenceSession backend, IReadOnlyList<string>? labels = null)
    {
        var input = backend.Inputs[0];
        var nchw = input.Shape.Count == 4 && input.Shape[1] == 3;
        var nhwc = input.Shape.Count == 4 && input.Shape[3] == 3;
        if (!nchw && !nhwc)
        {
            throw new InferenceException(
                $"the model '{modelPath}' takes {input}; an image input is [1,3,height,width] or [1,height,width,3]");
        }

        var (height, width) = nchw ? (input.Shape[2], input.Shape[3]) : (input.Shape[1], input.Shape[2]);
        var layout = nchw ? TensorLayout.Nchw : TensorLayout.Nhwc;
        var outputs = backend.Outputs.Select(output => Guess(output, layout, width, height)).OfType<OutputSpec>()
            .ToList();
        var heads = outputs.OfType<YoloxOutput>().ToList();
        if (outputs.Count == 0 || heads.Count > 1)
        {
            throw new InferenceException(
                $"the model '{modelPath}' with {input} has {heads.Count} outputs of YOLOX's shape " +
                "[1,N,5+classes] " +
                $"with N cells on strides 8, 16, 32; it has {string.Join(", ", backend.Outputs)}");
        }

        var classes = heads.Count == 0 ? 0 : backend.Outputs.First(output => output.Name == heads[0].Name).Shape[2] - 5;
        return new ModelManifest
        {
            Name = Path.GetFileNameWithoutExtension(modelPath),
            ModelPath = Path.GetFullPath(modelPath),
            Input = new PreprocessingSpec
            {
                Width = width,
                Height = height,
                Layout = layout,
                ElementType = input.ElementType == TensorDataType.UInt8
                    ? TensorElementType.UInt8
                    : TensorElementType.Float32,
            },
            Outputs = outputs,
            Classes = labels
                ?? (classes == CocoClasses.Names.Count ? CocoClasses.Names : Numbered("class", 0, classes)),
            IsGuessed = true,
        };
    }

    private static OutputSpec? Guess(TensorSpec output, TensorLayout layout, int width, int height)
    {
        if (YoloxGrid.FindStrides(output.Shape, width, height) is { } strides)
        {
            return new YoloxOutput { Name = output.Name, Strides = strides };
        }

        if (output.Shape.Count != 4 ||
            MapShape.Of(output, layout) is not { } map || map.Width > width || map.Height > height)
        {
            return null;
        }

        var isLanes = output.Name.Contains("lane", StringComparison.OrdinalIgnoreCase);
        return map.Channels switch
        {
            1 => new DepthOutput { Name = output.Name },
            > 256 => null,
            _ when isLanes => new ClassMapOutput
            {
                Name = output.Name,
                Layout = layout,
                IsLanes = true,
                Classes = [ClassMapOutput.NoLine, .. Numbered("line", 1, map.Channels - 1)],
            },
            _ => new ClassMapOutput
            {
                Name = output.Name,
                Layout = layout,
                Classes = Numbered("class", 0, map.Channels),
            },
        };
    }

    private static string[] Numbered(string word, int first, int count) =>
        [.. Enumerable.Range(first, count).Select(i => $"{word} {i}")];
}
