using System.Text.Json;
using Perception.Cli.Bench;
using Perception.Imaging;

namespace Perception.Cli.Tests;

/// <summary>The honest benchmark: its samples, its sensors on made-up trees of /sys, its confessions.</summary>
public sealed class BenchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Figures_follow_from_the_samples_and_stages_make_up_the_whole()
    {
        var model = TinyYolox.WriteTo(_folder.Path);
        var result = PerceptionProcess.Run("model", "bench", model, model, "--images", Picture(), "--frames", "12",
            "--warm-up", "2", "--threads", "1",
            "--json", _folder["bench.json"]);
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains("not measured: accuracy", result.Output);
        var report = JsonDocument.Parse(File.ReadAllText(_folder["bench.json"])).RootElement;
        Assert.Equal(2, report.GetProperty("subjects").GetArrayLength());
        foreach (var subject in report.GetProperty("subjects").EnumerateArray())
        {
            var whole = Samples(subject, "end_to_end");
            Assert.Equal(12, whole.Length);
            Assert.Equal(whole.Order().ElementAt(5),
                subject.GetProperty("end_to_end_ms").GetProperty("p50").GetDouble());
            Assert.Equal(whole.Max(), subject.GetProperty("end_to_end_ms").GetProperty("p99").GetDouble());
            string[] stages = ["decode", "preprocess", "infer", "heads", "serialize"];
            for (var i = 0; i < whole.Length; i++)
            {
                Assert.Equal(whole[i], stages.Sum(stage => Samples(subject, stage)[i]), tolerance: 0.001);
            }
            Assert.Equal("cpu", subject.GetProperty("provider_obtained").GetString());
            Assert.True(subject.GetProperty("message_bytes_per_frame").GetInt64() > 0);
        }
    }

    [SkippableFact]
    public void Networks_are_compared_at_one_size_and_pictures_of_several_shapes_take_turns()
    {
        var model = Path.Combine(Workspace.Root, "models", "edge-multitask-n", "model.onnx");
        Skip.IfNot(File.Exists(model),
            "needs models/edge-multitask-n/model.onnx, which is not here (models/training makes it)");
        var picture = Picture();
        using (var flat = Image.Rent(96, 40, PixelFormat.Bgr8))
        {
            flat.Bytes.Clear();
            ImageFile.Save(_folder["flat.jpg"], flat);
        }

        var result = PerceptionProcess.Run("model", "bench", model, "--images", picture, _folder["flat.jpg"],
            "--frames", "4", "--warm-up", "2", "--input-size", "320x192", "--json", _folder["bench.json"]);
        Assert.True(result.ExitCode == 0, result.Errors);
        var subject = JsonDocument.Parse(File.ReadAllText(_folder["bench.json"])).RootElement
            .GetProperty("subjects")[0];
        Assert.Equal((model, "320x192", true), (subject.GetProperty("model").GetString(),
            subject.GetProperty("input").GetString(), subject.GetProperty("resized").GetBoolean()));
    }

    [SkippableTheory]
    [InlineData("pictures to run on are needed")]
    [InlineData("--provider 'abacus' is none of cpu, cuda", "--provider", "abacus")]
    [InlineData("--input-size '96' is no WIDTHxHEIGHT", "--input-size", "96")]
    [InlineData("--threads '999' is not a number from 0 to 256", "--threads", "999")]
    [InlineData("the image 'nowhere.jpg' cannot be used", "--images", "nowhere.jpg")]
    public void What_cannot_be_measured_is_one_sentence(string says, params string[] arguments)
    {
        var result = PerceptionProcess.Run(["model", "bench", TinyYolox.WriteTo(_folder.Path), .. arguments]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(says, result.Errors);
    }

    [Fact]
    public void Percentiles_are_nearest_ranks()
    {
        var found = Distribution.Of([.. Enumerable.Range(1, 200).Select(i => (double)i).Reverse()]);
        Assert.Equal((1, 100, 190, 198, 200, 100.5),
            (found.Minimum, found.P50, found.P95, found.P99, found.Maximum, found.Mean));
    }

    [Fact]
    public void Rapl_sums_packages_counts_no_part_twice_and_survives_the_wrap()
    {
        Write("class/powercap/intel-rapl:0/name", "package-0");
        Write("class/powercap/intel-rapl:0/max_energy_range_uj", "10000000");
        Write("class/powercap/intel-rapl:0/energy_uj", "9000000");
        Write("class/powercap/intel-rapl:1/name", "package-1");
        Write("class/powercap/intel-rapl:1/energy_uj", "0");
        Write("class/powercap/intel-rapl:0:0/name", "core");
        Write("class/powercap/intel-rapl:0:0/energy_uj", "5");
        var meter = RaplMeter.Find(_folder.Path, out _)!;
        Assert.Equal("RAPL counters of package-0, package-1", meter.Name);
        Write("class/powercap/intel-rapl:0/energy_uj", "500000");
        Write("class/powercap/intel-rapl:1/energy_uj", "2000000");
        Assert.Equal(1.5 + 2, meter.ReadJoules()!.Value, 9);
        File.Delete(_folder["class/powercap/intel-rapl:1/energy_uj"]);
        Assert.Null(meter.ReadJoules());
    }

    [Fact]
    public void Ina_takes_the_rail_of_the_whole_board()
    {
        Write("class/hwmon/hwmon0/name", "coretemp");
        Write("class/hwmon/hwmon1/name", "ina3221");
        foreach (var (channel, label, millivolts, milliamperes) in ((int, string, int, int)[])[(1, "VDD_IN", 5000, 2000), (2, "VDD_CPU_GPU_CV", 5000, 900)])
        {
            Write($"class/hwmon/hwmon1/in{channel}_label", label);
            Write($"class/hwmon/hwmon1/in{channel}_input", $"{millivolts}");
            Write($"class/hwmon/hwmon1/curr{channel}_input", $"{milliamperes}");
        }

        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var meter = InaMeter.Find(_folder.Path, out _)!;
        Assert.Equal("INA monitors: VDD_IN", meter.Name);
        Thread.Sleep(5);
        var joules = meter.ReadJoules()!.Value;
        Assert.InRange(joules, 10 * 0.005, 10 * System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    [Fact]
    public void Machines_tell_governor_clocks_and_temperatures_where_they_can()
    {
        Assert.Equal("", MachineState.Read(_folder.Path, _folder.Path).ToString());
        Write("devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave");
        Write("devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "1400000");
        Write("devices/system/cpu/cpu1/cpufreq/scaling_governor", "powersave");
        Write("devices/system/cpu/cpu1/cpufreq/scaling_cur_freq", "2100000");
        Write("class/thermal/thermal_zone0/type", "cpu-thermal");
        Write("class/thermal/thermal_zone0/temp", "61500");
        Assert.Equal("governor powersave, 1400 to 2100 MHz, at most 62 °C",
            MachineState.Read(_folder.Path, _folder.Path).ToString());
    }

    [Fact]
    public void Missing_sensors_say_why()
    {
        Assert.Null(RaplMeter.Find(_folder.Path, out var rapl));
        Assert.Null(InaMeter.Find(_folder.Path, out var ina));
        Assert.StartsWith("no RAPL packages under ", rapl);
        Assert.StartsWith("no INA monitors under ", ina);
    }

    private static double[] Samples(JsonElement subject, string name) =>
        [.. subject.GetProperty("samples_ms").GetProperty(name).EnumerateArray().Select(sample => sample.GetDouble())];

    private string Picture()
    {
        using var image = Image.Rent(96, 80, PixelFormat.Bgr8);
        for (var i = 0; i < image.ByteLength; i++) image.Bytes[i] = (byte)(i * 7);
        ImageFile.Save(_folder["picture.jpg"], image);
        return _folder["picture.jpg"];
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
        File.WriteAllText(_folder[path], text + "\n");
    }
}
