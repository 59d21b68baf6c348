namespace Ros2DotNet.Dds;

/// <summary>Something that an executor serves when its condition triggers.</summary>
internal interface IWaitable
{
    /// <summary>The read or guard condition.</summary>
    int Condition { get; }

    /// <summary>Takes what is there; never runs on two threads at once. What it throws is logged.</summary>
    void OnReady();
}
