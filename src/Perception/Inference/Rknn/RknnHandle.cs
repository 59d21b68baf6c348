using System.Runtime.InteropServices;
using Perception.Inference.Rknn.Native;

namespace Perception.Inference.Rknn;

/// <summary>A context of librknnrt, which holds a loaded model.</summary>
internal sealed unsafe class RknnHandle : SafeHandle
{
    public RknnHandle(byte[] model, string path)
        : base(0, ownsHandle: true)
    {
        ulong context;
        fixed (byte* bytes = model)
        {
            RknnStatus.Check(RknnRt.rknn_init(&context, bytes, (uint)model.Length, 0, null), $"loading '{path}'");
        }

        SetHandle((nint)context);
    }

    public override bool IsInvalid => handle == 0;

    public ulong Context => (ulong)handle;

    protected override bool ReleaseHandle() => RknnRt.rknn_destroy((ulong)handle) == 0;
}
