using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Perception.Preprocessing;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Perception.Inference;

/// <summary>Reads and writes manifests as YAML; a key that is not known is an error, not a silent nothing.</summary>
public static class ManifestFile
{
    /// <summary>The manifest beside a model: <c>&lt;model&gt;.yaml</c>, else <c>model.yaml</c>; null where there is none.</summary>
    public static string? Find(string modelPath)
    {
        var own = Path.ChangeExtension(modelPath, ".yaml");
        var common = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(modelPath))!, "model.yaml");
        return File.Exists(own) ? own : File.Exists(common) ? common : null;
    }

    /// <summary>Reads a manifest and checks the model's hash where it names one.</summary>
    /// <exception cref="InferenceException">Names file, line, key and what is allowed.</exception>
    public static ModelManifest Load(string path)
    {
        YamlMappingNode root;
        try
        {
            using var reader = File.OpenText(path);
            var yaml = new YamlStream();
            yaml.Load(reader);
            root = yaml.Documents.Count > 0 && yaml.Documents[0].RootNode is YamlMappingNode mapping
                ? mapping
                : throw new InferenceException($"the manifest '{path}' is empty; it needs name, file, input, outputs and classes");
        }
        catch (YamlException e)
        {
            throw new InferenceException($"the manifest '{path}' is not YAML at line {e.Start.Line}: {e.Message}");
        }

        return Read(new Section(path, "", root));
    }

    /// <summary>The manifest as YAML.</summary>
    public static string ToYaml(ModelManifest manifest)
    {
        var input = manifest.Input;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            name: {manifest.Name}
            file: {Path.GetFileName(manifest.ModelPath)}
            licence: {manifest.Licence}
            origin: {manifest.Origin}
            input:
              size: [{input.Width}, {input.Height}]   # width, height
              colour: {Lower(input.Order)}
              layout: {Lower(input.Layout)}
              type: {Lower(input.ElementType)}
              letterbox: {Lower(input.Anchor)}
              pad: {input.PadValue}
              mean: [{input.Mean.First}, {input.Mean.Second}, {input.Mean.Third}]
              scale: [{input.Scale.First}, {input.Scale.Second}, {input.Scale.Third}]
            outputs:

            """);
        foreach (var output in manifest.Outputs)
        {
            text.Append(CultureInfo.InvariantCulture, $"""
                  - role: {Lower(output.Role)}
                    name: {output.Name}
                    boxes: {(output.Decoded ? "decoded" : "raw")}
                    scores: {(output.Activated ? "activated" : "logits")}

                """);
            if (output.Strides is not null)
            {
                text.Append($"    strides: [{string.Join(", ", output.Strides)}]\n");
            }
        }

        text.Append($"classes: [{string.Join(", ", manifest.Classes)}]\n");
        return text.ToString();
    }

    private static ModelManifest Read(Section root)
    {
        root.Allow("name", "file", "licence", "origin", "sha256", "input", "outputs", "classes");
        var modelPath = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(root.File))!, root.Text("file")));
        var sha256 = root.OptionalText("sha256");
        if (sha256 is not null)
        {
            CheckHash(root.File, modelPath, sha256);
        }

        var input = root.Child("input");
        input.Allow("name", "size", "colour", "layout", "type", "letterbox", "pad", "mean", "scale");
        var size = input.Numbers("size", 2);
        return new ModelManifest
        {
            Name = root.OptionalText("name") ?? Path.GetFileNameWithoutExtension(modelPath),
            ModelPath = modelPath,
            Sha256 = sha256,
            Licence = root.OptionalText("licence") ?? "unknown",
            Origin = root.OptionalText("origin") ?? "unknown",
            InputName = input.OptionalText("name"),
            Input = new PreprocessingSpec
            {
                Width = (int)size[0],
                Height = (int)size[1],
                Order = input.Choice("colour", ChannelOrder.Bgr),
                Layout = input.Choice("layout", TensorLayout.Nchw),
                ElementType = input.Choice("type", TensorElementType.Float32),
                Anchor = input.Choice("letterbox", LetterboxAnchor.TopLeft),
                PadValue = (byte)input.Number("pad", 114, 0, 255),
                Mean = Triple(input.Numbers("mean", 3, [0, 0, 0])),
                Scale = Triple(input.Numbers("scale", 3, [1, 1, 1])),
            },
            Outputs = [.. root.Children("outputs").Select(ReadOutput)],
            Classes = root.Texts("classes"),
        };
    }

    private static OutputSpec ReadOutput(Section output)
    {
        output.Allow("role", "name", "boxes", "scores", "strides");
        return new OutputSpec
        {
            Role = output.Choice("role", OutputRole.Yolox),
            Name = output.OptionalText("name"),
            Decoded = output.Choice("boxes", BoxForm.Raw) == BoxForm.Decoded,
            Activated = output.Choice("scores", ScoreForm.Activated) == ScoreForm.Activated,
            Strides = output.Has("strides") ? [.. output.Numbers("strides").Select(stride => (int)stride)] : null,
        };
    }

    private static (float First, float Second, float Third) Triple(double[] values) => ((float)values[0], (float)values[1], (float)values[2]);

    private static void CheckHash(string manifest, string modelPath, string expected)
    {
        if (!File.Exists(modelPath))
        {
            throw new InferenceException($"the model '{modelPath}' that the manifest '{manifest}' names does not exist");
        }

        using var stream = File.OpenRead(modelPath);
        var actual = Convert.ToHexStringLower(SHA256.HashData(stream));
        if (!actual.Equals(expected, StringComparison.OrdinalIgnoreCase))
        {
            throw new InferenceException($"the model '{modelPath}' has the SHA-256 {actual}, but the manifest '{manifest}' expects {expected}");
        }
    }

    private static string Lower<T>(T value) where T : struct, Enum => Section.Spelling(value);

    private enum BoxForm { Raw, Decoded }

    private enum ScoreForm { Activated, Logits }
}
