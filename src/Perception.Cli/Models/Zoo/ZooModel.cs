using System.Text.Json;

namespace Perception.Cli.Models.Zoo;

/// <summary>A network that others publish and <c>perception model pull</c> knows.</summary>
/// <param name="Name">As it is asked for.</param>
/// <param name="File">What it is called in the folder.</param>
/// <param name="Url">Where it lies.</param>
/// <param name="Sha256">Its hash; null where its makers tell none, which is then taken from the first download.</param>
/// <param name="Licence">Under which it is given.</param>
/// <param name="About">What it is.</param>
/// <param name="Manifest">The manifest of the package that is for it; null for that of the file's name.</param>
internal sealed record ZooModel(string Name, string File, Uri Url, string? Sha256, string Licence, string About,
    string? Manifest = null)
{
    /// <summary>Where the manifest lies that comes with the package.</summary>
    public string ShippedManifest => Path.Combine(AppContext.BaseDirectory, "models",
        Manifest ?? Path.ChangeExtension(File, ".yaml"));

    /// <summary>The table that comes with the package.</summary>
    public static IReadOnlyList<ZooModel> LoadAll() =>
        Parse(System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "models", "zoo.json")));

    public static IReadOnlyList<ZooModel> Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(Read)];
    }

    /// <exception cref="UsageException">No model has that name.</exception>
    public static ZooModel Find(IReadOnlyList<ZooModel> models, string name) =>
        models.FirstOrDefault(model => model.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ??
        throw new UsageException(
            $"there is no model '{name}'; there are {string.Join(", ", models.Select(model => model.Name))}");

    private static ZooModel Read(JsonElement model)
    {
        string Text(string key) => model.GetProperty(key).GetString()!;
        return new ZooModel(Text("name"), Text("file"), new Uri(Text("url")),
            model.TryGetProperty("sha256", out var hash) ? hash.GetString() : null, Text("licence"), Text("about"),
            model.TryGetProperty("manifest", out var manifest) ? manifest.GetString() : null);
    }
}
