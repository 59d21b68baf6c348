using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perception.Capture.Native;

namespace Perception.Capture.V4l2;

/// <summary>An open V4L2 device; the one place where ioctl's answers become exceptions.</summary>
internal sealed unsafe class V4l2Handle : SafeHandleMinusOneIsInvalid
{
    private readonly string _path;

    private V4l2Handle(string path, int descriptor)
        : base(ownsHandle: true)
    {
        _path = path;
        SetHandle(descriptor);
    }

    /// <exception cref="CameraException">There is no such device, or it may not be opened.</exception>
    public static V4l2Handle Open(string path)
    {
        var descriptor = LibC.open(path, LibC.ReadWrite | LibC.NonBlocking | LibC.CloseOnExec);
        return descriptor >= 0
            ? new V4l2Handle(path, descriptor)
            : throw new CameraException(
                $"the camera {path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Sends a request; false where the device says "try again" or "nothing there".</summary>
    /// <exception cref="CameraException">The device refuses it or is gone.</exception>
    public bool TryControl<T>(nuint request, ref T argument, string what, int accepted = LibC.TryAgain)
        where T : unmanaged
    {
        fixed (T* pointer = &argument)
        {
            while (LibC.ioctl((int)handle, request, pointer) < 0)
            {
                var error = Marshal.GetLastPInvokeError();
                if (error == LibC.Interrupted) continue;
                if (error == accepted) return false;
                throw new CameraException(error switch
                {
                    LibC.NoDevice => $"the camera {_path} is gone",
                    LibC.Busy => $"the camera {_path} is in use by another program",
                    _ => $"the camera {_path} refuses {what}: {Marshal.GetPInvokeErrorMessage(error)}",
                });
            }
        }

        return true;
    }

    public void Control<T>(nuint request, ref T argument, string what) where T : unmanaged
    {
        if (!TryControl(request, ref argument, what))
        {
            throw new CameraException($"the camera {_path} refuses {what} for now");
        }
    }

    public bool WaitForFrame(int milliseconds) => LibC.WaitForInput((int)handle, milliseconds);

    public nint Map(uint offset, uint length)
    {
        var memory = LibC.mmap(null, length, LibC.ProtectionRead | LibC.ProtectionWrite, LibC.MapShared, (int)handle,
            (nint)offset);
        return (nint)memory != -1
            ? (nint)memory
            : throw new CameraException(
                $"memory of the camera {_path} cannot be mapped: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    protected override bool ReleaseHandle() => LibC.close((int)handle) == 0;
}
