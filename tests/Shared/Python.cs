using System.Collections.Concurrent;
using System.Diagnostics;

namespace EdgePerception.Testing;

/// <summary>
/// Runs the independent computations that tests compare with; Debian's Python has numpy and OpenCV as packages.
/// </summary>
internal static class Python
{
    private const string Interpreter = "/usr/bin/python3";
    private static readonly ConcurrentDictionary<string, bool> Modules = new();

    /// <summary>
    /// Standard output of a script below the repository; the test skips where its modules are missing.
    /// </summary>
    public static string Run(string script, string[] modules, params string[] arguments)
    {
        Skip.IfNot(File.Exists(Interpreter), $"needs {Interpreter}, which is not here");
        foreach (var module in modules)
        {
            Skip.IfNot(Has(module),
                $"needs Python's {module} (apt-get install python3-{Package(module)})");
        }

        var (exitCode, output, error) = Start([Path.Combine(Workspace.Root, script), .. arguments]);
        return exitCode == 0 ? output : throw new InvalidOperationException($"{script} failed: {error}");
    }

    /// <summary>Whether the interpreter is there and finds a module.</summary>
    public static bool Has(string module) => Modules.GetOrAdd(
        module, name => File.Exists(Interpreter) && Start(["-c", $"import {name}"]).ExitCode == 0);

    private static string Package(string module) => module == "cv2" ? "opencv" : module;

    private static (int ExitCode, string Output, string Error) Start(string[] arguments)
    {
        var start = new ProcessStartInfo(Interpreter, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
