using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Perception.Inference;

/// <summary>Writes manifests as YAML that <see cref="ManifestFile"/> reads back as the same manifest.</summary>
public static partial class ManifestWriter
{
    private const int LineLength = 120;

    /// <summary>The manifest as YAML, files relative to the manifest's folder.</summary>
    /// <param name="manifest">What to write.</param>
    /// <param name="folder">Where the text will be stored; null for beside the model.</param>
    public static string ToYaml(ModelManifest manifest, string? folder = null)
    {
        folder ??= Path.GetDirectoryName(manifest.ModelPath)!;
        var text = new StringBuilder();
        Line(text, 0, "name", Scalar(manifest.Name));
        Line(text, 0, "file", Scalar(Path.GetRelativePath(folder, manifest.ModelPath)));
        if (manifest.BackendFiles.Count > 0)
        {
            text.Append("files:\n");
            foreach (var (backend, file) in manifest.BackendFiles)
            {
                Line(text, 1, backend, Scalar(Path.GetRelativePath(folder, file)));
            }
        }

        Line(text, 0, "licence", Scalar(manifest.Licence));
        Line(text, 0, "origin", Scalar(manifest.Origin));
        OptionalLine(text, 0, "sha256", manifest.Sha256);
        WriteInput(text, manifest);
        text.Append("outputs:\n");
        foreach (var output in manifest.Outputs)
        {
            WriteOutput(text, output);
        }

        if (manifest.NmsThreshold is { } overlap)
        {
            Line(text, 0, "nms_threshold", Number(overlap));
        }

        if (manifest.Classes.Count > 0)
        {
            WriteClasses(text, 0, manifest.Classes, manifest.Colours);
        }

        return text.ToString();
    }

    private static void WriteInput(StringBuilder text, ModelManifest manifest)
    {
        var input = manifest.Input;
        text.Append("input:\n");
        OptionalLine(text, 1, "name", manifest.InputName);
        Line(text, 1, "size", $"[{input.Width}, {input.Height}]   # width, height");
        Line(text, 1, "colour", Section.Spelling(input.Order));
        Line(text, 1, "layout", Section.Spelling(input.Layout));
        Line(text, 1, "type", Section.Spelling(input.ElementType));
        Line(text, 1, "letterbox", Section.Spelling(input.Anchor));
        Line(text, 1, "pad", $"{input.PadValue}");
        Line(text, 1, "mean", Triple(input.Mean));
        Line(text, 1, "scale", Triple(input.Scale));
    }

    private static void WriteOutput(StringBuilder text, OutputSpec output)
    {
        text.Append("  - role: ").Append(Section.Spelling(output.Role)).Append('\n');
        OptionalLine(text, 2, "name", output.Name);
        switch (output)
        {
            case YoloxOutput yolox:
                Line(text, 2, "boxes", Section.Spelling(yolox.Decoded ? BoxForm.Decoded : BoxForm.Raw));
                Line(text, 2, "scores", Section.Spelling(yolox.Activated ? ScoreForm.Activated : ScoreForm.Logits));
                if (yolox.Strides is not null)
                {
                    Line(text, 2, "strides", $"[{string.Join(", ", yolox.Strides)}]");
                }

                break;
            case LightNetOutput head:
                Line(text, 2, "layout", Section.Spelling(head.Layout));
                Line(text, 2, "scores", Section.Spelling(head.Activated ? ScoreForm.Activated : ScoreForm.Logits));
                var sizes = head.Anchors.SelectMany(anchor => (float[])[anchor.Width, anchor.Height]).Select(Number);
                Line(text, 2, "anchors", $"[{string.Join(", ", sizes)}]");
                break;
            case ClassMapOutput map:
                Line(text, 2, "layout", Section.Spelling(map.Layout));
                Line(text, 2, "scores", Section.Spelling(map.Scores));
                WriteClasses(text, 2, map.Classes, map.Colours);
                break;
            case DepthOutput depth:
                WriteDepth(text, depth);
                break;
        }
    }

    private static void WriteDepth(StringBuilder text, DepthOutput output)
    {
        Line(text, 2, "form", Section.Spelling(output.Depth.Form));
        Line(text, 2, "scale", Number(output.Depth.Scale));
        Line(text, 2, "offset", Number(output.Depth.Offset));
        Line(text, 2, "min_metres", Number(output.Depth.MinimumMetres));
        if (float.IsFinite(output.Depth.MaximumMetres))
        {
            Line(text, 2, "max_metres", Number(output.Depth.MaximumMetres));
        }

        if (output.FocalPixels is { } focal)
        {
            Line(text, 2, "focal_pixels", Number(focal));
        }
    }

    private static void WriteClasses(StringBuilder text, int depth, IReadOnlyList<string> classes,
        IReadOnlyDictionary<string, ClassColour> colours)
    {
        var key = $"{new string(' ', 2 * depth)}classes:";
        text.Append(key).Append(List(classes.Select(Scalar), key.Length)).Append('\n');
        if (colours.Count == 0)
        {
            return;
        }

        text.Append(' ', 2 * depth).Append("colours:\n");
        foreach (var (name, colour) in colours)
        {
            Line(text, depth + 1, Scalar(name), Scalar(colour.ToString()));
        }
    }

    private static void OptionalLine(StringBuilder text, int depth, string key, string? value)
    {
        if (value is not null)
        {
            Line(text, depth, key, Scalar(value));
        }
    }

    private static void Line(StringBuilder text, int depth, string key, string value) =>
        text.Append(' ', 2 * depth).Append(key).Append(": ").Append(value).Append('\n');

    private static string Number(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Triple((float First, float Second, float Third) values) =>
        string.Create(CultureInfo.InvariantCulture, $"[{values.First:R}, {values.Second:R}, {values.Third:R}]");

    // A flow list, broken into lines.
    private static string List(IEnumerable<string> items, int keyLength)
    {
        var text = new StringBuilder(" [");
        var lineStart = -keyLength;
        foreach (var item in items)
        {
            if (text.Length + item.Length - lineStart > LineLength - 2)
            {
                var indent = keyLength - "classes:".Length + 3;
                text.Append('\n').Append(' ', indent);
                lineStart = text.Length - indent;
            }

            text.Append(text.Length > 2 ? " " : "").Append(item).Append(',');
        }

        return text.ToString().TrimEnd(',') + "]";
    }

    // Plain where every reader of YAML takes it for this text, else in double quotes.
    private static string Scalar(string value) =>
        Plain().IsMatch(value) && !OtherMeaning().IsMatch(value) ? value : Quoted(value);

    private static string Quoted(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            text.Append(c switch
            {
                '"' or '\\' => $"\\{c}",
                '\n' => "\\n",
                '\t' => "\\t",
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' or '\ufeff' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }

        return text.Append('"').ToString();
    }

    [GeneratedRegex(@"^[A-Za-z_./]([A-Za-z0-9_./ +()-]*[A-Za-z0-9_./+()-])?$|^[0-9a-f]{64}$")]
    private static partial Regex Plain();

    // Values of other types in YAML 1.1 and 1.2.
    [GeneratedRegex(
        @"^([yn]|yes|no|true|false|on|off|null|\.nan|[+-]?\.inf|\.*|[0-9._+-]*(e[0-9]+)?)$", RegexOptions.IgnoreCase)]
    private static partial Regex OtherMeaning();
}
