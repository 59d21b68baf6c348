using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Perception.Cli.Models;

/// <summary>Writes reports, most of them as JSON.</summary>
internal static class ReportFile
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>To a file, or to standard output for <c>-</c>.</summary>
    public static void Write(string path, JsonNode report) => Write(path, report.ToJsonString(Indented) + "\n");

    /// <inheritdoc cref="Write(string, JsonNode)"/>
    public static void Write(string path, string text)
    {
        if (path == "-")
        {
            Console.Out.Write(text);
            return;
        }

        try
        {
            File.WriteAllText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{path}' cannot be written: {e.Message}");
        }
    }
}
