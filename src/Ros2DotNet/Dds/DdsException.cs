using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ros2DotNet.Dds.Native;

namespace Ros2DotNet;

/// <summary>Cyclone DDS is missing or refused a call.</summary>
public sealed class DdsException(string message) : Exception(message)
{
    internal static int Check(int code, string what, [CallerArgumentExpression(nameof(code))] string call = "")
    {
        if (code < 0)
        {
            Throw(code, what, call);
        }

        return code;
    }

    [DoesNotReturn]
    private static void Throw(int code, string what, string call)
    {
        var function = call.IndexOf('(') is var end and > 0 ? call[..end].Split('.')[^1] : call;
        throw new DdsException(
            $"{what}: {function} answered '{Marshal.PtrToStringUTF8(Ddsc.dds_strretcode(code))}' ({code})");
    }
}
