using Perception.Decoding;
using Perception.Preprocessing;

namespace Perception.Inference;

/// <summary>
/// Infers a manifest from the shapes of a model that has none. The caller shows it to the user, never uses it silently.
/// </summary>
public static class ManifestGuess
{
    /// <summary>Guesses for a model with a 3-channel image input and one YOLOX output.</summary>
    /// <exception cref="InferenceException">The shapes are those of something else; says what they are.</exception>
    public static ModelManifest From(string modelPath, IInferenceBackend backend, IReadOnlyList<string>? labels = null)
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
        var candidates = backend.Outputs.Where(output =>
            YoloxGrid.FindStrides(output.Shape, width, height) is not null).ToList();
        if (candidates.Count != 1)
        {
            throw new InferenceException(
                $"the model '{modelPath}' with {input} has {candidates.Count} outputs of YOLOX's shape " +
                "[1,N,5+classes] " +
                $"with N cells on strides 8, 16, 32; it has {string.Join(", ", backend.Outputs)}");
        }

        var output = candidates[0];
        var classes = output.Shape[2] - 5;
        return new ModelManifest
        {
            Name = Path.GetFileNameWithoutExtension(modelPath),
            ModelPath = Path.GetFullPath(modelPath),
            Input = new PreprocessingSpec
            {
                Width = width,
                Height = height,
                Layout = nchw ? TensorLayout.Nchw : TensorLayout.Nhwc,
                ElementType = input.ElementType,
            },
            Outputs = [new OutputSpec { Role = OutputRole.Yolox, Name = output.Name,
                Strides = YoloxGrid.FindStrides(output.Shape, width, height) }],
            Classes = labels
                ?? (classes == CocoClasses.Names.Count ? CocoClasses.Names
                : [.. Enumerable.Range(0, classes).Select(i => $"class {i}")]),
            IsGuessed = true,
        };
    }
}
