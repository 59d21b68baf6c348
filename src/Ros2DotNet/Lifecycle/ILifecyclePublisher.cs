namespace Ros2DotNet;

/// <summary>A publisher that its node switches on and off.</summary>
internal interface ILifecyclePublisher
{
    bool IsActivated { set; }
}
