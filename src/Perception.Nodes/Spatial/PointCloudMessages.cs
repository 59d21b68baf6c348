using Perception.Geometry;
using Ros2DotNet.Messages.SensorMsgs;

namespace Perception.Nodes.Spatial;

/// <summary>Clouds as <c>sensor_msgs/PointCloud2</c>.</summary>
internal static class PointCloudMessages
{
    /// <summary>Everything but the header.</summary>
    public static void Fill(PointCloud2 message, in PointCloud cloud)
    {
        var step = cloud.Layout.PointStep();
        (message.Width, message.Height) = ((uint)cloud.Width, (uint)cloud.Height);
        (message.PointStep, message.RowStep) = ((uint)step, (uint)(step * cloud.Width));
        (message.IsBigendian, message.IsDense) = (false, cloud.IsDense);
        message.Data.Assign(cloud.Data);
        var fields = cloud.Layout.Fields();
        message.Fields.Resize(fields.Count);
        for (var i = 0; i < fields.Count; i++)
        {
            var field = message.Fields[i];
            (field.Name, field.Offset) = (fields[i].Name, (uint)fields[i].Offset);
            (field.Datatype, field.Count) = ((byte)fields[i].Type, 1);
        }
    }
}
