namespace EdgePerception.Testing;

/// <summary>Where the repository is, and the models and recordings beside it that many tests check against.</summary>
internal static class Workspace
{
    /// <summary>The folder that holds Perception.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>
    /// Path below the <c>shared</c> folder beside the repository; the test skips where it is missing.
    /// </summary>
    public static string Shared(params string[] parts)
    {
        var path = Path.GetFullPath(Path.Combine([Root, "..", "shared", .. parts]));
        Skip.IfNot(Path.Exists(path), $"needs {Path.Combine(["../shared", .. parts])}, which is not here");
        return path;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Perception.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no Perception.sln above {AppContext.BaseDirectory}");
    }
}
