namespace Perception.Nodes.Input;

/// <summary>How depth images travel on a topic.</summary>
public enum DepthTransport
{
    /// <summary>As the topic's name or its publisher says.</summary>
    Auto,

    /// <summary>sensor_msgs/Image.</summary>
    Raw,

    /// <summary>sensor_msgs/CompressedImage, on the topic whose name ends in <c>/compressedDepth</c>.</summary>
    CompressedDepth,
}
