using Ros2DotNet.Dds.Native;

namespace Ros2DotNet.Dds;

/// <summary>
/// SROS2: what <c>ROS_SECURITY_ENABLE</c>, <c>ROS_SECURITY_STRATEGY</c>, <c>ROS_SECURITY_KEYSTORE</c> and
/// <c>ROS_SECURITY_ENCLAVE_OVERRIDE</c> ask of a participant, as properties of DDS Security 1.1 (8.8, 9.3.1) for
/// Cyclone's plugins.
/// </summary>
internal static class SecuritySettings
{
    private const string Prefix = "dds.sec.";
    private static readonly (string Kind, string Name)[] Plugins =
        [("auth", "authentication"), ("crypto", "crypto"), ("access", "access_control")];

    private static readonly (string Property, string File)[] Files =
    [
        ("auth.identity_ca", "identity_ca.cert.pem"), ("auth.identity_certificate", "cert.pem"),
        ("auth.private_key", "key.pem"),
        ("access.permissions_ca", "permissions_ca.cert.pem"), ("access.governance", "governance.p7s"),
        ("access.permissions", "permissions.p7s"),
    ];

    /// <summary>The properties of a participant; none where security is off.</summary>
    /// <param name="enclave">The enclave of the arguments.</param>
    /// <param name="environment">The environment's variables.</param>
    /// <param name="warn">Gets the sentence when security is wanted but permissive and cannot be had.</param>
    /// <exception cref="RosArgumentException">Security is enforced and something is missing.</exception>
    public static IReadOnlyList<(string Name, string Value)> Read(string enclave, Func<string, string?> environment,
        Action<string> warn)
    {
        if (environment("ROS_SECURITY_ENABLE") != "true")
        {
            return [];
        }

        var enforced = environment("ROS_SECURITY_STRATEGY") == "Enforce";
        enclave = environment("ROS_SECURITY_ENCLAVE_OVERRIDE") is { Length: > 0 } chosen ? chosen : enclave;
        var folder = environment("ROS_SECURITY_KEYSTORE") is { Length: > 0 } keystore
            ? Path.GetFullPath(Path.Combine(keystore, "enclaves", enclave.TrimStart('/'))) : "";
        if (Problem(folder, enclave) is not { } problem)
        {
            return Properties(folder, DdscLibrary.Folder);
        }

        if (enforced)
        {
            throw new RosArgumentException($"ROS_SECURITY_STRATEGY is Enforce, and {problem}");
        }

        warn($"security is enabled but not enforced, and {problem}: going on without it");
        return [];
    }

    private static string? Problem(string folder, string enclave) =>
        folder.Length == 0 ? "ROS_SECURITY_KEYSTORE is not set"
        : !Directory.Exists(folder) ? $"the enclave '{enclave}' has no folder {folder}"
        : Files.FirstOrDefault(item => !File.Exists(Path.Combine(folder, item.File))) is { File: { } missing }
            ? $"{folder} holds no {missing}"
        : null;

    private static List<(string Name, string Value)> Properties(string folder, string? libraryFolder)
    {
        var properties =
            Files.Select(item => (Prefix + item.Property, $"file:{Path.Combine(folder, item.File)}")).ToList();
        foreach (var (kind, name) in Plugins)
        {
            properties.Add(($"{Prefix}{kind}.library.path", Plugin(kind == "access" ? "ac" : kind, libraryFolder)));
            properties.Add(($"{Prefix}{kind}.library.init", $"init_{name}"));
            properties.Add(($"{Prefix}{kind}.library.finalize", $"finalize_{name}"));
        }

        return properties;
    }

    // Debian keeps the plugins in a folder beside the library; everybody else keeps them next to it.
    private static string Plugin(string name, string? libraryFolder)
    {
        var file = $"libdds_security_{name}.so";
        string[] places = libraryFolder is null ? []
            : [Path.Combine(libraryFolder, file), Path.Combine(libraryFolder, "libddsc0debian", file)];
        return Array.Find(places, File.Exists) ?? $"dds_security_{name}";
    }
}
