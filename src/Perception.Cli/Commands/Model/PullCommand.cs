using System.CommandLine;
using System.Globalization;
using Perception.Cli.Models.Zoo;
using Perception.Inference;

namespace Perception.Cli.Commands.Model;

/// <summary><c>perception model pull</c>: downloads networks that others publish, checked by their hashes.</summary>
internal static class PullCommand
{
    private const string MirrorSetting = "EDGE_PERCEPTION_MODEL_MIRROR";

    public static Command Create()
    {
        var name = new Argument<string?>("NAME")
        {
            Description = "model of the list; without one the list is printed",
            Arity = ArgumentArity.ZeroOrOne
        };
        var folder = new Option<string>("--to")
        {
            Description = "folder",
            DefaultValueFactory = _ => "models",
            HelpName = "folder"
        };
        var mirror = Options.Optional("--mirror",
            $"server that has the files under their names, e.g. http://server/models (also: {MirrorSetting})");
        var hash = Options.Optional("--sha256", "what the file's SHA-256 has to be, where the list knows none");
        var command = new Command("pull", "Downloads a known network, goes on where an earlier try ended, and checks " +
            "its hash.")
        {
            name, folder, mirror, hash
        };
        command.SetAction(async (result, cancellation) =>
        {
            var models = ZooModel.LoadAll();
            if (result.GetValue(name) is not { } wanted)
            {
                foreach (var known in models) Console.WriteLine($"{known.Name,-26} {known.Licence,-12} " +
                    $"{known.About}{(known.Sha256 is null ? " (its makers tell no hash)" : "")}");
                return ExitCode.Success;
            }

            var model = ZooModel.Find(models, wanted);
            await PullAsync(model, result.GetValue(folder)!,
                result.GetValue(mirror) ?? Environment.GetEnvironmentVariable(MirrorSetting),
                CheckHash(result.GetValue(hash)) ?? model.Sha256, cancellation);
            return ExitCode.Success;
        });
        return command;
    }

    private static async Task PullAsync(ZooModel model, string folder, string? mirror, string? sha256,
        CancellationToken cancellation)
    {
        var path = Path.Combine(folder, model.File);
        var record = $"{path}.sha256";
        if (sha256 is null && File.Exists(record)) sha256 = CheckHash(File.ReadAllText(record).Trim().Split(' ')[0]);
        Console.Error.WriteLine($"{model.Name}: {model.About}, {model.Licence}");
        if (sha256 is not null && File.Exists(path) && ModelDownload.HashOf(path) == sha256)
        {
            Console.WriteLine($"{path} is there already");
            return;
        }

        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(30) };
        var download = new ModelDownload(client, Console.IsErrorRedirected ? (_, _) => { } : Show);
        var hash = await download.FetchAsync(Source(model, mirror), path, sha256, cancellation);
        if (!Console.IsErrorRedirected) Console.Error.WriteLine();
        if (sha256 is null)
        {
            await File.WriteAllTextAsync(record, $"{hash}  {model.File}\n", cancellation);
            Console.Error.WriteLine($"notice: nobody tells the hash of {model.File}; it came as {hash}, which " +
                $"{record} keeps: from now on no other is taken");
        }

        Console.WriteLine(path);
        CopyManifest(model, path);
        if (ManifestFile.For(path) is null)
            Console.Error.WriteLine($"notice: no manifest comes with it; perception model describe {path} --manifest " +
                $"prints one to check and store as {Path.ChangeExtension(path, ".yaml")}");
    }

    // A manifest with the hash that the file has is found by it; otherwise it goes beside the file. The hash of another
    // export of the same network is left out.
    private static void CopyManifest(ZooModel model, string path)
    {
        var own = Path.ChangeExtension(path, ".yaml");
        if (File.Exists(own) || ManifestFile.For(path) is not null || !File.Exists(model.ShippedManifest)) return;
        File.WriteAllLines(own, File.ReadLines(model.ShippedManifest)
            .Where(line => !line.StartsWith("sha256:", StringComparison.Ordinal)));
    }

    /// <summary>Where a mirror has the file: under its own name.</summary>
    internal static Uri Source(ZooModel model, string? mirror)
    {
        if (string.IsNullOrEmpty(mirror)) return model.Url;
        return Uri.TryCreate($"{mirror.TrimEnd('/')}/{model.File}", UriKind.Absolute, out var url) &&
            url is { Scheme: "http" or "https" } ? url
            : throw new UsageException($"the mirror '{mirror}' is no address that begins with http:// or https://");
    }

    private static string? CheckHash(string? hash) =>
        hash is null || (hash.Length == 64 && hash.All(char.IsAsciiHexDigit)) ? hash?.ToLowerInvariant()
        : throw new UsageException($"the hash '{hash}' is no SHA-256, which has 64 hex digits");

    private static void Show(long done, long? total) => Console.Error.Write(total is { } all
        ? string.Create(CultureInfo.InvariantCulture,
            $"\r{done / 1048576.0,8:F1} of {all / 1048576.0:F1} MiB {100.0 * done / all,4:F0} % ")
        : string.Create(CultureInfo.InvariantCulture, $"\r{done / 1048576.0,8:F1} MiB "));
}
