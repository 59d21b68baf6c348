using Perception.Simulation;
using Perception.Simulation.Export;
using Perception.Simulation.Rendering;

namespace Training.Tests;

/// <summary>
/// A network after two steps of each kind on a handful of rendered frames, exported: trained once for all tests.
/// </summary>
public sealed class TrainedNetwork : IDisposable
{
    public const int Width = 128;
    public const int Height = 96;

    private const int Frames = 4;
    private static readonly string[] Modules = ["torch", "numpy", "cv2", "onnx"];

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<string> _trained;

    public TrainedNetwork() => _trained = new Lazy<string>(Train);

    /// <summary>Holds drives/, run/ and exported/ with model.onnx, model.yaml and reference/.</summary>
    public string Folder
    {
        get
        {
            RequireTorch();
            return _trained.Value;
        }
    }

    /// <summary>
    /// Standard output of a script of models/training; the test skips where its packages are missing.
    /// </summary>
    public static string Run(string script, params string[] arguments)
    {
        RequireTorch();
        return Python.Run(Path.Combine("models", "training", script), [], arguments);
    }

    public string TrainOn(string step, int steps, params string[] more) => Run("train.py",
    [
        "--data", _folder["drives"], "--run", _folder["run"], "--step", step, "--steps", $"{steps}", "--batch", "2",
        "--input", $"{Width}x{Height}", "--zoom", "0.4", "0.8", "--every", "1", "--threads", "1", "--workers", "0",
        "--device", "cpu", .. more,
    ]);

    public void Dispose() => _folder.Dispose();

    private static void RequireTorch()
    {
        foreach (var module in Modules)
        {
            Skip.IfNot(Python.Has(module), $"needs Python's {module} (scripts/setup --training gets it)");
        }
    }

    private string Train()
    {
        Render(_folder["drives"]);
        TrainOn("detector", 2);
        File.Move(Path.Combine(_folder["run"], "last.pt"), _folder["detector.pt"]);
        TrainOn("joint", 2, "--start", _folder["detector.pt"]);
        Run("export.py", Path.Combine(_folder["run"], "last.pt"), "--out", _folder["exported"],
            "--input", $"{Width}x{Height}", "--reference", Path.Combine(_folder["exported"], "reference"));
        return _folder.Path;
    }

    private static void Render(string folder)
    {
        using var writer = new DatasetWriter(folder, jpeg: false);
        using var frame = new FrameBuffers(320, 192);
        for (ulong seed = 1; seed <= Frames; seed++)
        {
            using var drive = new Drive(new DriveOptions { Seed = seed, Width = 320, Height = 192, Threads = 1 });
            drive.Advance(1);
            drive.Render(0, frame);
            writer.Add(drive, 0, frame, drive.Truth(0, frame));
        }
    }
}
