using Perception.Nodes.Input;
using Ros2DotNet;
using Ros2DotNet.Messages.StdMsgs;

namespace Perception.Nodes.Stages;

/// <summary>When and from where something was seen, as it came and as it goes on.</summary>
internal readonly record struct MessageHeader(int Sec, uint Nanosec, string FrameId)
{
    public RosTime Stamp => RosTime.FromParts(Sec, Nanosec);

    public static MessageHeader Of(CameraFrame frame) => new(frame.StampSec, frame.StampNanosec, frame.FrameId);

    public static MessageHeader Of(in HeaderView header, Utf8StringCache frameIds) =>
        new(header.Stamp.Sec, header.Stamp.Nanosec, frameIds.Get(header.FrameId));

    public void CopyTo(Header header)
    {
        (header.Stamp.Sec, header.Stamp.Nanosec) = (Sec, Nanosec);
        header.FrameId = FrameId;
    }
}
