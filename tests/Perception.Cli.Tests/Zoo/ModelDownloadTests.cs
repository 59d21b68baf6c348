using System.Security.Cryptography;
using Perception.Cli.Models.Zoo;
using Perception.Inference;

namespace Perception.Cli.Tests.Zoo;

/// <summary>Against a web server of this machine.</summary>
public sealed class ModelDownloadTests : IDisposable
{
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(300_000);
    private static readonly string Hash = Convert.ToHexStringLower(SHA256.HashData(Content));
    private readonly TemporaryFolder _folder = new();
    private readonly FileServer _server = new(Content);
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(1) };

    private string Target => _folder["file.onnx"];

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_file_comes_whole_and_tells_how_far_it_is()
    {
        var seen = new List<(long, long?)>();
        var download = new ModelDownload(_client, (done, total) => seen.Add((done, total)));
        Assert.Equal(Hash, await download.FetchAsync(new Uri($"{_server.Address}/file.onnx"), Target, Hash, default));
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal((300_000L, (long?)300_000L), seen[^1]);
        Assert.False(File.Exists($"{Target}.part"));
    }

    [Fact]
    public async Task After_a_cut_it_goes_on_where_it_ended()
    {
        _server.CutAfter = 100_000;
        Assert.Contains("goes on where it ended", await Refusal());
        Assert.False(File.Exists(Target));
        var have = new FileInfo($"{Target}.part").Length;
        Assert.InRange(have, 1, 100_000);
        await Fetch();
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal(have, _server.Starts[^1]);
    }

    [Fact]
    public async Task A_server_without_parts_gives_all_anew()
    {
        File.WriteAllBytes($"{Target}.part", Content[..5000]);
        _server.GivesParts = false;
        await Fetch();
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task What_was_all_there_is_only_checked()
    {
        File.WriteAllBytes($"{Target}.part", Content);
        await Fetch();
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_wrong_hash_is_refused_and_nothing_stays()
    {
        var wrong = new string('0', 64);
        Assert.Contains($"its SHA-256 is {Hash}, not {wrong}", await Refusal(hash: wrong));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_redirection_is_followed()
    {
        await Fetch("/moved/file.onnx");
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_said_with_the_servers_answer() =>
        Assert.Contains("answers 404", await Refusal("/nothing.onnx"));

    [SkippableFact]
    public async Task A_full_disk_is_said_to_be_one()
    {
        Skip.IfNot(File.Exists("/dev/full"), "needs /dev/full");
        File.CreateSymbolicLink($"{Target}.part", "/dev/full");
        Assert.Contains("no space left", await Refusal());
    }

    [Fact]
    public async Task Nobody_who_answers_is_one_sentence()
    {
        _server.Dispose();
        Assert.Contains("cannot be reached", await Refusal());
    }

    [Fact]
    public void The_list_has_addresses_licences_and_hashes_as_they_should_be()
    {
        var models = ZooModel.LoadAll();
        Assert.Equal(models.Count, models.Select(model => model.Name).Distinct().Count());
        Assert.All(models, model =>
        {
            Assert.Equal(("https", model.File), (model.Url.Scheme, Path.GetFileName(model.Url.AbsolutePath)));
            Assert.NotEmpty(model.Licence);
            if (model.Sha256 is { } hash) Assert.Matches("^[0-9a-f]{64}$", hash);
        });
    }

    [Fact]
    public void Every_known_model_has_a_manifest_that_is_for_it()
    {
        foreach (var model in ZooModel.LoadAll())
        {
            var lines = File.ReadAllLines(model.ShippedManifest);
            if (model.Sha256 is not null) Assert.Contains($"sha256: {model.Sha256}", lines);
            var own = _folder[Path.ChangeExtension(model.File, ".yaml")];
            File.WriteAllLines(own, lines.Where(line => !line.StartsWith("sha256:", StringComparison.Ordinal)));
            var manifest = ManifestFile.Load(own);
            Assert.Equal(model.File, Path.GetFileName(manifest.ModelPath));
            Assert.Contains(manifest.Outputs, output => output is YoloxOutput);
            Assert.Equal(model.Name.Contains("seg16cls") ? 16 : 0,
                manifest.Outputs.OfType<ClassMapOutput>().Sum(map => map.Classes.Count));
        }
    }

    [Fact]
    public void A_command_takes_a_mirror_and_refuses_what_is_not_the_known_file()
    {
        var result =
            PerceptionProcess.Run("model", "pull", "yolox-tiny", "--mirror", _server.Address, "--to", _folder.Path);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"its SHA-256 is {Hash}, not 471a665f", result.Errors);
        Assert.Contains("Apache-2.0", result.Errors);
    }

    [Fact]
    public void A_hash_that_nobody_tells_is_kept_from_the_first_time_on()
    {
        string[] command = ["model", "pull", "yolox-nano", "--mirror", _server.Address, "--to", _folder.Path];
        var first = PerceptionProcess.Run(command);
        Assert.Equal((0, true),
            (first.ExitCode, first.Errors.Contains($"it came as {Hash}", StringComparison.Ordinal)));

        // The manifest that comes with the package tells the hash of another export of it.
        Assert.Equal(80, ManifestFile.For(_folder["yolox_nano.onnx"])?.Classes.Count);
        File.WriteAllText(_folder["yolox_nano.onnx.sha256"], new string('1', 64));
        Assert.Contains("is refused", PerceptionProcess.Run(command).Errors);
    }

    [Fact]
    public void A_name_that_is_none_is_answered_with_the_list() =>
        Assert.Contains("there is no model 'yolo9'; there are yolox-tiny, ",
            PerceptionProcess.Run("model", "pull", "yolo9").Errors);

    private async Task<string> Refusal(string path = "/file.onnx", string? hash = null) =>
        (await Assert.ThrowsAsync<UsageException>(() => Fetch(path, hash))).Message;

    private Task<string> Fetch(string path = "/file.onnx", string? hash = null) =>
        new ModelDownload(_client, (_, _) => { })
            .FetchAsync(new Uri($"{_server.Address}{path}"), Target, hash ?? Hash, default);
}
