using Perception.Inference;
using Perception.Inference.OnnxRuntime;

namespace Perception.Tests.Inference.Backends;

public sealed class EngineCacheTests : IDisposable
{
    private static readonly InferenceOptions Options = new() { Provider = ExecutionProvider.TensorRt };
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public EngineCacheTests()
    {
        _model = Path.Combine(_folder.Path, "net.onnx");
        File.WriteAllText(_model, "a");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_model_settings_and_releases_find_their_engine_again()
    {
        var first = Folder(Options);
        Assert.Equal(first, Folder(Options with { Progress = _ => { }, AllowFallback = true }));
        Assert.StartsWith("net-", Path.GetFileName(first));
    }

    [Fact]
    public void Whatever_an_engine_depends_on_is_in_the_folders_name()
    {
        var folders = new HashSet<string> { Folder(Options) };
        Assert.True(folders.Add(Folder(Options with { Precision = Precision.Fp16 })));
        Assert.True(folders.Add(Folder(Options with { Precision = Precision.Int8 })));
        Assert.True(folders.Add(Folder(Options with { DlaCore = 0 })));
        Assert.True(folders.Add(Folder(Options with { DlaCore = 1 })));
        Assert.True(folders.Add(Folder(Options with { DeviceId = 1 })));
        Assert.True(folders.Add(Folder(Options with { Outputs = ["boxes"] })));
        Assert.True(folders.Add(Folder(Options with { InputShape = [1, 3, 64, 64] })));
        Assert.True(folders.Add(Folder(Options with
        {
            ProviderOptions = new Dictionary<string, string> { ["trt_builder_optimization_level"] = "5" },
        })));
        Assert.True(folders.Add(Folder(Options, "tensorrt 101301")));
        var table = Path.Combine(_folder.Path, "table");
        File.WriteAllText(table, "x: 1");
        Assert.True(folders.Add(Folder(Options with { CalibrationTable = table })));
        File.WriteAllText(table, "x: 2");
        Assert.True(folders.Add(Folder(Options with { CalibrationTable = table })));
        File.WriteAllText(_model, "b");
        Assert.True(folders.Add(Folder(Options)));
        File.WriteAllText(_model + ".data", "weights");
        Assert.True(folders.Add(Folder(Options)));
    }

    [Fact]
    public void The_calibration_table_lies_where_the_provider_looks_for_it()
    {
        var table = Path.Combine(_folder.Path, "table");
        File.WriteAllText(table, "x: 1");
        var options = Options with { CalibrationTable = table };
        var folder = Folder(options);
        Assert.False(EngineCache.HasEngine(folder));
        EngineCache.Prepare(folder, options);
        Assert.Equal("x: 1", File.ReadAllText(Path.Combine(folder, "calibration.cache")));
        File.WriteAllText(Path.Combine(folder, "TensorrtExecutionProvider_1_sm87.engine"), "");
        Assert.True(EngineCache.HasEngine(folder));
    }

    [Fact]
    public void A_build_is_told_of_while_it_goes_on_and_with_its_time_when_it_is_done()
    {
        var told = new List<string>();
        using var often = new CountdownEvent(2);
        using (new BuildProgress("the engine", Tell, TimeSpan.FromMilliseconds(1)))
        {
            Assert.True(often.Wait(TimeSpan.FromMinutes(3)));
        }

        lock (told)
        {
            Assert.Matches("^the engine is still being built after [0-9]+ s$", told[0]);
            Assert.Contains(told, text => System.Text.RegularExpressions.Regex.IsMatch(text, "^the engine: [0-9]+ s$"));
        }

        void Tell(string text)
        {
            lock (told)
            {
                told.Add(text);
                if (!often.IsSet) often.Signal();
            }
        }
    }

    [Fact]
    public void A_calibration_table_that_is_not_there_is_named_with_what_writes_one() =>
        Assert.StartsWith("the calibration table '/nowhere' does not exist; perception model quantize",
            Assert.Throws<InferenceException>(
                () => EngineCache.RequireTable(new InferenceOptions { CalibrationTable = "/nowhere" })).Message);

    private string Folder(InferenceOptions options, params string[] versions) =>
        EngineCache.FolderFor(_folder.Path, _model, options, versions);
}
