using Perception.Capture;
using Perception.Decoding;
using Perception.Evaluation.Datasets;
using Perception.Geometry;
using Perception.Imaging;
using Perception.Inference;
using Perception.Nodes.Containers;
using Perception.Toolchain.Graphs;
using Perception.Viewer;
using Ros2DotNet;
using Ros2DotNet.Bags;

namespace Perception.Cli;

/// <summary>Which exceptions say, in one sentence, what is wrong with what the user gave.</summary>
internal static class ConfigurationErrors
{
    public static bool Explains(Exception e) =>
        e is UsageException or RosArgumentException or RosParameterException or RosNameException
            or RosServiceException or DdsException or InferenceException or BadTensorException or ImageFormatException
            or CalibrationException or CameraException or DatasetException or BagException or CdrException
            or GraphException or ContainerException or ViewerException or DllNotFoundException
            // A file that is not there, or a place that cannot be written: the message names it.
            or IOException or UnauthorizedAccessException;
}
