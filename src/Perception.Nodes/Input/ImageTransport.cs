namespace Perception.Nodes.Input;

/// <summary>How images travel on a topic.</summary>
public enum ImageTransport
{
    /// <summary>As the topic's name or its publisher says.</summary>
    Auto,

    /// <summary>sensor_msgs/Image.</summary>
    Raw,

    /// <summary>sensor_msgs/CompressedImage, on the topic whose name ends in <c>/compressed</c>.</summary>
    Compressed,
}
