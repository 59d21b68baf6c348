using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using Ros2DotNet.Dds.Native;

namespace Ros2DotNet.Dds;

/// <summary>
/// An entity of Cyclone: deleted, with everything that belongs to it, when this is disposed or collected.
/// </summary>
internal sealed class DdsEntity : SafeHandleZeroOrMinusOneIsInvalid
{
    public DdsEntity(int code, string what, [CallerArgumentExpression(nameof(code))] string call = "")
        : base(ownsHandle: true) => SetHandle(DdsException.Check(code, what, call));

    /// <summary>
    /// The number that Cyclone knows it by. Cyclone checks numbers on every call and does not soon use one again, so a
    /// late use gets an error code and never another entity.
    /// </summary>
    public int Id => (int)handle;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Ddsc.dds_delete((int)handle) == 0;
}
