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

        text.Append("classes:").Append(List(manifest.Classes.Select(Scalar))).Append('\n');
        if (manifest.Colours.Count > 0)
        {
            text.Append("colours:\n");
            foreach (var (name, colour) in manifest.Colours)
            {
                Line(text, 1, Scalar(name), Scalar(colour.ToString()));
            }
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
        Line(text, 2, "boxes", Section.Spelling(output.Decoded ? BoxForm.Decoded : BoxForm.Raw));
        Line(text, 2, "scores", Section.Spelling(output.Activated ? ScoreForm.Activated : ScoreForm.Logits));
        if (output.Strides is not null)
        {
            Line(text, 2, "strides", $"[{string.Join(", ", output.Strides)}]");
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

    private static string Triple((float First, float Second, float Third) values) =>
        string.Create(CultureInfo.InvariantCulture, $"[{values.First:R}, {values.Second:R}, {values.Third:R}]");

    // A flow list, broken into lines.
    private static string List(IEnumerable<string> items)
    {
        var text = new StringBuilder(" [");
        var lineStart = -"classes:".Length;
        foreach (var item in items)
        {
            if (text.Length + item.Length - lineStart > LineLength - 2)
            {
                text.Append("\n   ");
                lineStart = text.Length - 3;
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
