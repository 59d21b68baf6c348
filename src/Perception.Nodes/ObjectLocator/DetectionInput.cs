using System.Globalization;
using Perception.Decoding;
using Perception.Nodes.Stages;
using Perception.Nodes.Yolox;
using Ros2DotNet;
using Ros2DotNet.Messages.Tier4PerceptionMsgs;
using Ros2DotNet.Messages.VisionMsgs;

namespace Perception.Nodes.ObjectLocator;

/// <summary>Boxes from either message, with Autoware's labels as class ids. Reuses its buffers.</summary>
internal sealed class DetectionInput(bool fromObjects, IReadOnlyList<string> labels, float scoreThreshold)
{
    private readonly Detection2DArray _array = new();
    private readonly DetectedObjectsWithFeature _objects = new();
    private Detection[] _detections = new Detection[64];
    private int _count;

    public ReadOnlySpan<Detection> Detections => _detections.AsSpan(0, _count);

    /// <summary>Takes the message over.</summary>
    /// <exception cref="CdrException">It is not of the type.</exception>
    public MessageHeader Read(MessageLoan loan)
    {
        _count = 0;
        using (loan)
        {
            return fromObjects ? ReadObjects(loan) : ReadArray(loan);
        }
    }

    private MessageHeader ReadArray(MessageLoan loan)
    {
        Detection2DArray.Deserialize(loan.Cdr, _array);
        foreach (var item in _array.Detections.AsSpan())
        {
            if (item.Results.Count == 0) continue;
            var best = item.Results[0].Hypothesis;
            foreach (var result in item.Results.AsSpan())
            {
                best = result.Hypothesis.Score > best.Score ? result.Hypothesis : best;
            }

            var (centre, width, height) = (item.Bbox.Center.Position, item.Bbox.SizeX, item.Bbox.SizeY);
            Add(centre.X - width / 2, centre.Y - height / 2, width, height, LabelOf(best.ClassId), (float)best.Score,
                (float)best.Score);
        }

        var header = _array.Header;
        return new MessageHeader(header.Stamp.Sec, header.Stamp.Nanosec, header.FrameId);
    }

    private MessageHeader ReadObjects(MessageLoan loan)
    {
        DetectedObjectsWithFeature.Deserialize(loan.Cdr, _objects);
        foreach (var item in _objects.FeatureObjects.AsSpan())
        {
            if (item.Object.Classification.Count == 0) continue;
            var (roi, classification) = (item.Feature.Roi, item.Object.Classification[0]);
            Add(roi.XOffset, roi.YOffset, roi.Width, roi.Height, classification.Label, classification.Probability,
                item.Object.ExistenceProbability);
        }

        var header = _objects.Header;
        return new MessageHeader(header.Stamp.Sec, header.Stamp.Nanosec, header.FrameId);
    }

    private void Add(
        double left, double top, double width, double height, byte label, float probability, float existence)
    {
        // A comparison with NaN is false: a box without numbers is none.
        if (!(existence >= scoreThreshold) || !(width > 0) || !(height > 0)) return;
        if (_count == _detections.Length) Array.Resize(ref _detections, 2 * _count);
        _detections[_count++] =
            new Detection((float)left, (float)top, (float)(left + width), (float)(top + height), label,
            probability, existence);
    }

    private byte LabelOf(string classId) =>
        labels.Count > 0 && int.TryParse(classId, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id < labels.Count ? ObjectLabels.FromName(labels[id]) : (byte)0
            : ObjectLabels.FromName(classId);
}
