using System.Security.Cryptography;
using Perception.Preprocessing;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Perception.Inference;

/// <summary>Reads manifests in YAML; a key that is not known is an error, not a silent nothing.</summary>
public static class ManifestFile
{
    /// <summary>Keys of <c>files</c>: the backends that take a file of their own.</summary>
    internal static readonly string[] Backends = ["onnxruntime", "hailo", "rknn"];

    private const int MaximumSide = 16384;

    /// <summary>
    /// The manifest of a model: <c>&lt;model&gt;.yaml</c> beside it, else <c>model.yaml</c> if that names this model,
    /// else the one that comes with the package for a file of this SHA-256; null where there is none.
    /// </summary>
    /// <exception cref="InferenceException">Names file, line, key and what is allowed.</exception>
    public static ModelManifest? For(string modelPath)
    {
        var own = Path.ChangeExtension(modelPath, ".yaml");
        if (File.Exists(own))
        {
            return Load(own);
        }

        var common = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(modelPath))!, "model.yaml");
        return File.Exists(common) && Parse(common, null).ModelPath == Path.GetFullPath(modelPath)
            ? Load(common)
            : FindShipped(modelPath);
    }

    /// <summary>Reads a manifest and checks the model's hash where it names one.</summary>
    /// <exception cref="InferenceException">Names file, line, key and what is allowed.</exception>
    public static ModelManifest Load(string path)
    {
        var manifest = Parse(path, null);
        if (manifest.Sha256 is not null)
        {
            CheckHash(path, manifest.ModelPath, manifest.Sha256);
        }

        return manifest;
    }

    private static ModelManifest? FindShipped(string modelPath)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "models");
        if (!Directory.Exists(folder) || !File.Exists(modelPath))
        {
            return null;
        }

        var hash = HashOf(modelPath);
        return Directory.EnumerateFiles(folder, "*.yaml").Order().Select(path => Parse(path, modelPath))
            .FirstOrDefault(manifest => manifest.Sha256 == hash);
    }

    private static ModelManifest Parse(string path, string? modelPath)
    {
        YamlMappingNode root;
        try
        {
            using var reader = File.OpenText(path);
            var yaml = new YamlStream();
            yaml.Load(reader);
            root = yaml.Documents.Count > 0 && yaml.Documents[0].RootNode is YamlMappingNode mapping
                ? mapping
                : throw new InferenceException(
                    $"the manifest '{path}' is no mapping; it needs file, input, outputs and classes");
        }
        catch (YamlException e)
        {
            throw new InferenceException(
                $"the manifest '{path}' is not YAML at line {e.Start.Line}: {e.Message.ReplaceLineEndings(" ")}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InferenceException($"the manifest '{path}' cannot be read: {e.Message}");
        }

        return Read(new Section(path, "", root), modelPath);
    }

    private static ModelManifest Read(Section root, string? modelPath)
    {
        root.Allow(
            "name", "file", "files", "licence", "origin", "sha256", "input", "outputs", "nms_threshold", "classes",
            "colours");
        var folder = Path.GetDirectoryName(Path.GetFullPath(root.File))!;
        modelPath = Path.GetFullPath(modelPath ?? Path.Combine(folder, root.Text("file")));
        var input = root.Child("input");
        input.Allow("name", "size", "colour", "layout", "type", "letterbox", "pad", "mean", "scale");
        var size = input.Integers("size", 2, 1, MaximumSide);
        var layout = input.Choice("layout", TensorLayout.Nchw);
        OutputSpec[] outputs = [.. root.Children("outputs").Select(output => ManifestOutputs.Read(output, layout))];

        // Top-level classes are those of detections; maps of classes have their own.
        var detects = outputs.Length == 0 || outputs.Any(output => output is YoloxOutput or LightNetOutput);
        var classes = detects || root.Has("classes") ? root.Texts("classes") : [];
        return new ModelManifest
        {
            Name = root.OptionalText("name") ?? Path.GetFileNameWithoutExtension(modelPath),
            ModelPath = modelPath,
            BackendFiles = root.OptionalMap("files", Backends)
                .ToDictionary(pair => pair.Key, pair => Path.GetFullPath(Path.Combine(folder, pair.Value))),
            Sha256 = ReadHash(root),
            Licence = root.OptionalText("licence") ?? "unknown",
            Origin = root.OptionalText("origin") ?? "unknown",
            InputName = input.OptionalText("name"),
            Input = new PreprocessingSpec
            {
                Width = size[0],
                Height = size[1],
                Order = input.Choice("colour", ChannelOrder.Bgr),
                Layout = layout,
                ElementType = input.Choice("type", TensorElementType.Float32),
                Anchor = input.Choice("letterbox", LetterboxAnchor.TopLeft),
                PadValue = (byte)input.Integer("pad", 114, 0, 255),
                Mean = input.Triple("mean", (0, 0, 0)),
                Scale = input.Triple("scale", (1, 1, 1)),
            },
            Outputs = outputs,
            NmsThreshold = root.OptionalNumber("nms_threshold") is not { } overlap ? null
                : overlap is >= 0 and <= 1 ? overlap : throw root.Wrong("nms_threshold", "a number from 0 to 1"),
            Classes = classes,
            Colours = ManifestOutputs.ReadColours(root, classes),
        };
    }

    private static string? ReadHash(Section root) => root.OptionalText("sha256") is not { } hash ? null
        : hash.Length == 2 * SHA256.HashSizeInBytes && hash.All(char.IsAsciiHexDigit) ? hash.ToLowerInvariant()
        : throw root.Wrong("sha256", "64 hex digits");

    private static void CheckHash(string manifest, string modelPath, string expected)
    {
        if (!File.Exists(modelPath))
        {
            throw new InferenceException(
                $"the model '{modelPath}' that the manifest '{manifest}' names does not exist");
        }

        var actual = HashOf(modelPath);
        if (actual != expected)
        {
            throw new InferenceException(
                $"the model '{modelPath}' has the SHA-256 {actual}, but the manifest '{manifest}' expects {expected}");
        }
    }

    private static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
