namespace Perception.Inference;

/// <summary>Where the package keeps for the next time what took long to make: engines, calibration, libraries.</summary>
public static class PackageCache
{
    /// <summary>
    /// The folder that <c>EDGE_PERCEPTION_CACHE</c> names, else <c>edge-perception</c> in the user's cache (XDG base
    /// directories).
    /// </summary>
    public static string Folder
    {
        get
        {
            if (Environment.GetEnvironmentVariable("EDGE_PERCEPTION_CACHE") is { Length: > 0 } own)
            {
                return own;
            }

            var caches = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return Path.Combine(caches, "edge-perception");
        }
    }
}
