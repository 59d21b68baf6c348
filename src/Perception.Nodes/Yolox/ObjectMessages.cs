using Perception.Decoding;
using Perception.Nodes.Input;
using Ros2DotNet.Messages.StdMsgs;
using Ros2DotNet.Messages.Tier4PerceptionMsgs;
using Ros2DotNet.Messages.VisionMsgs;

namespace Perception.Nodes.Yolox;

/// <summary>Writes detections into the messages that trackers read. Messages are reused from frame to frame.</summary>
/// <param name="labels">Class names by class id.</param>
/// <param name="autowareCompat">Boxes and probabilities exactly as Autoware's node gives them: box corners truncated to
/// whole pixels within [0, size - 1], and a class probability of 1.</param>
internal sealed class ObjectMessages(IReadOnlyList<string> labels, bool autowareCompat)
{
    private readonly byte[] _objectLabels = labels.Select(ObjectLabels.FromName).ToArray();

    public static void CopyHeader(CameraFrame frame, Header header)
    {
        header.Stamp.Sec = frame.StampSec;
        header.Stamp.Nanosec = frame.StampNanosec;
        header.FrameId = frame.FrameId;
    }

    public void Fill(DetectedObjectsWithFeature message, CameraFrame frame, ReadOnlySpan<Detection> detections)
    {
        CopyHeader(frame, message.Header);
        message.FeatureObjects.Clear();
        foreach (ref readonly var d in detections)
        {
            var item = message.FeatureObjects.Add();
            item.Object.ExistenceProbability = d.ExistenceProbability;
            item.Object.Classification.Clear();
            var classification = item.Object.Classification.Add();
            classification.Label = (uint)d.ClassId < (uint)_objectLabels.Length ? _objectLabels[d.ClassId] : (byte)0;
            classification.Probability = autowareCompat ? 1f : d.ClassProbability;

            var (left, right) = WholePixels(d.X1, d.X2, frame.SourceWidth);
            var (top, bottom) = WholePixels(d.Y1, d.Y2, frame.SourceHeight);
            var roi = item.Feature.Roi;
            (roi.XOffset, roi.YOffset, roi.Width, roi.Height) = (left, top, right - left, bottom - top);
            roi.DoRectify = false;
        }
    }

    public void Fill(Detection2DArray message, CameraFrame frame, ReadOnlySpan<Detection> detections)
    {
        CopyHeader(frame, message.Header);
        message.Detections.Clear();
        foreach (ref readonly var d in detections)
        {
            var item = message.Detections.Add();
            CopyHeader(frame, item.Header);
            item.Id = "";
            item.Bbox.Center.Position.X = (d.X1 + d.X2) / 2.0;
            item.Bbox.Center.Position.Y = (d.Y1 + d.Y2) / 2.0;
            item.Bbox.Center.Theta = 0;
            item.Bbox.SizeX = d.X2 - d.X1;
            item.Bbox.SizeY = d.Y2 - d.Y1;
            item.Results.Clear();
            var hypothesis = item.Results.Add().Hypothesis;
            hypothesis.ClassId = (uint)d.ClassId < (uint)labels.Count ? labels[d.ClassId] : "";
            hypothesis.Score = d.ExistenceProbability;
        }
    }

    private (uint From, uint To) WholePixels(float from, float to, int size)
    {
        if (autowareCompat) return ((uint)Math.Clamp((int)from, 0, size - 1), (uint)Math.Clamp((int)to, 0, size - 1));
        return ((uint)Math.Clamp(MathF.Round(from), 0, size), (uint)Math.Clamp(MathF.Round(to), 0, size));
    }
}
