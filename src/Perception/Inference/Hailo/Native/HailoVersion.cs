using System.Runtime.InteropServices;

namespace Perception.Inference.Hailo.Native;

/// <summary>hailo_version_t.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct HailoVersion
{
    public uint Major;
    public uint Minor;
    public uint Revision;

    public override readonly string ToString() => $"{Major}.{Minor}.{Revision}";
}
