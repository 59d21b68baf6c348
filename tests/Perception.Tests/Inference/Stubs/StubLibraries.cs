using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Perception.Tests.Inference.Stubs;

/// <summary>Builds stand-ins of vendors' libraries with gcc, once, and lets the backends find them.</summary>
internal static unsafe class StubLibraries
{
    private static readonly Lazy<nint?> HailoLibrary = new(() => Build("hailort_stub.c", "LIBHAILORT"));
    private static readonly Lazy<nint?> RknnLibrary = new(() => Build("rknnrt_stub.c", "LIBRKNNRT"));

    /// <summary>
    /// The stand-in of libhailort, reset; the test skips where gcc is not there or a real one was named.
    /// </summary>
    public static Stub Hailo() => Reset(HailoLibrary.Value);

    /// <summary>The stand-in of librknnrt, reset.</summary>
    public static Stub Rknn() => Reset(RknnLibrary.Value);

    private static Stub Reset(nint? library)
    {
        Skip.If(library is null, "needs gcc, and no real library in LIBHAILORT or LIBRKNNRT");
        var stub = new Stub(library.Value);
        stub.Reset();
        return stub;
    }

    private static nint? Build(string source, string setting)
    {
        if (Environment.GetEnvironmentVariable(setting) is { Length: > 0 })
        {
            return null;
        }

        var target = Path.Combine(Directory.CreateTempSubdirectory("perception-stub-").FullName,
            Path.ChangeExtension(source, ".so"));
        var file = Path.Combine(Workspace.Root, "tests", "Perception.Tests", "Inference", "Stubs", source);
        try
        {
            using var gcc = Process.Start("gcc", ["-shared", "-fPIC", "-O1", "-o", target, file]);
            gcc.WaitForExit();
            if (gcc.ExitCode != 0)
            {
                return null;
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }

        Environment.SetEnvironmentVariable(setting, target);
        return NativeLibrary.Load(target);
    }

    /// <summary>The controls of a stand-in.</summary>
    internal sealed class Stub(nint library)
    {
        /// <summary>The functions that were called, in order.</summary>
        public string[] Trace => Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<byte*>)Export("stub_trace"))())!
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);

        public void Reset() => ((delegate* unmanaged<void>)Export("stub_reset"))();

        /// <summary>Lets a function answer with a status from some call on, or never where the status is 0.</summary>
        public void Fail(string function, int status, int after = 0)
        {
            fixed (byte* name = System.Text.Encoding.ASCII.GetBytes(function + '\0'))
            {
                ((delegate* unmanaged<byte*, int, int, void>)Export("stub_fail"))(name, status, after);
            }
        }

        public void Version(int major, int minor) =>
            ((delegate* unmanaged<int, int, void>)Export("stub_version"))(major, minor);

        public void Chip(int architecture) => ((delegate* unmanaged<int, void>)Export("stub_chip"))(architecture);

        /// <summary>How many chips there are.</summary>
        public void Devices(int count) => ((delegate* unmanaged<int, void>)Export("stub_devices"))(count);

        /// <summary>The size of the pictures that the network takes, which is 8 x 8 otherwise.</summary>
        public void Input(int height, int width) =>
            ((delegate* unmanaged<uint, uint, void>)Export("stub_input"))((uint)height, (uint)width);

        public void Output(string name, int h, int w, int c, int order, int type, int bytes, float zeroPoint = 0,
            float scale = 0)
        {
            fixed (byte* text = System.Text.Encoding.ASCII.GetBytes(name + '\0'))
            {
                var add = (delegate* unmanaged<byte*, uint, uint, uint, uint, uint, uint, float, float, void>)
                    Export("stub_output");
                add(text, (uint)h, (uint)w, (uint)c, (uint)order, (uint)type, (uint)bytes, zeroPoint, scale);
            }
        }

        private nint Export(string name) => NativeLibrary.GetExport(library, name);
    }
}
