using Perception.Geometry;
using Perception.Nodes.Stages;
using Ros2DotNet.Messages.SensorMsgs;

namespace Perception.Nodes.Messages;

/// <summary>Writes clouds into <c>sensor_msgs/PointCloud2</c>.</summary>
internal static class CloudMessage
{
    public static void Fill(PointCloud2 message, in MessageHeader header, scoped in PointCloud cloud)
    {
        header.CopyTo(message.Header);
        (message.Width, message.Height) = ((uint)cloud.Width, (uint)cloud.Height);
        var step = cloud.Layout.PointStep();
        (message.PointStep, message.RowStep) = ((uint)step, (uint)(step * cloud.Width));
        (message.IsBigendian, message.IsDense) = (false, cloud.IsDense);
        message.Fields.Clear();
        var fields = cloud.Layout.Fields();
        for (var i = 0; i < fields.Count; i++)
        {
            var field = message.Fields.Add();
            (field.Name, field.Offset) = (fields[i].Name, (uint)fields[i].Offset);
            (field.Datatype, field.Count) = ((byte)fields[i].Type, 1);
        }

        message.Data.Assign(cloud.Data);
    }
}
