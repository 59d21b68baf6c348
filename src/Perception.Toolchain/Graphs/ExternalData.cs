using System.Globalization;
using Perception.Toolchain.Onnx;

namespace Perception.Toolchain.Graphs;

/// <summary>Weights that lie in a file beside the model.</summary>
internal static class ExternalData
{
    /// <exception cref="GraphException">The file is missing, too short, or outside of the model's folder.</exception>
    public static ReadOnlyMemory<byte> Read(TensorProto tensor, string place, string? folder)
    {
        var location = Entry(tensor, "location")
            ?? throw new GraphException($"{place} lies in another file, whose name is missing");
        if (folder is null)
        {
            throw new GraphException($"{place} lies in the file '{location}', and the model has no folder");
        }
        var root = Path.GetFullPath(folder);
        var path = Path.GetFullPath(Path.Combine(root, location));
        if (!path.StartsWith(root.TrimEnd('/') + '/', StringComparison.Ordinal))
            throw new GraphException($"{place} lies in '{location}', which is outside of the model's folder");
        try
        {
            using var file = File.OpenRead(path);
            var offset = Number(tensor, "offset", place) ?? 0;
            var length = Number(tensor, "length", place) ?? file.Length - offset;
            if (offset < 0 ||
                length < 0 || offset > file.Length || length > file.Length - offset || length > Array.MaxLength)
                throw new GraphException(
                    $"{place} claims {length} bytes at {offset} of '{location}', which has {file.Length}");
            var bytes = new byte[length];
            file.Position = offset;
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GraphException($"{place} lies in '{location}', which cannot be read: {e.Message}");
        }
    }

    private static string? Entry(TensorProto tensor, string key) =>
        tensor.ExternalData.FirstOrDefault(entry => entry.Key == key)?.Value;

    private static long? Number(TensorProto tensor, string key, string place) =>
        Entry(tensor, key) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
        : throw new GraphException($"{place} has the {key} '{text}', which is no number");
}
