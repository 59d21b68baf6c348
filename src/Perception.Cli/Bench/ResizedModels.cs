using Perception.Cli.Models;
using Perception.Inference;
using Perception.Toolchain.Editing;
using Perception.Toolchain.Graphs;

namespace Perception.Cli.Bench;

/// <summary>
/// Copies of networks that take pictures of one size, in a folder that goes when it is disposed: networks are compared
/// at the same size, whatever they were exported for.
/// </summary>
internal sealed class ResizedModels((int Width, int Height) size) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("perception-bench-");

    /// <summary>The file itself where it takes that size already, or else that of a copy that does.</summary>
    /// <exception cref="GraphException">Its size cannot be changed.</exception>
    public string Of(string path)
    {
        var manifest = Calibration.Manifest(path);
        if ((manifest.Input.Width, manifest.Input.Height) == size) return path;
        var model = GraphModel.Load(path);
        var plan = new EditPlan { InputSize = size };
        ModelEditor.Run(model, plan);
        var folder = _folder.CreateSubdirectory($"{_folder.GetDirectories().Length}");
        var resized = Path.Combine(folder.FullName, Path.GetFileName(path));
        model.Save(resized);
        EditedManifest.Write(manifest, plan, model, resized);
        return resized;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
