namespace Ros2DotNet;

/// <summary>What a name names.</summary>
internal enum RemapKind
{
    Topic,
    Service,
}
