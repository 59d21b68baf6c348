using System.Collections.Frozen;
using Ros2DotNet.Messages.AutowarePerceptionMsgs;

namespace Perception.Nodes.Yolox;

/// <summary>Which of Autoware's object classes a network's class name stands for.</summary>
public static class ObjectLabels
{
    private static readonly FrozenDictionary<string, byte> ByName = new Dictionary<string, byte>
    {
        ["car"] = ObjectClassification.Car,
        ["truck"] = ObjectClassification.Truck,
        ["bus"] = ObjectClassification.Bus,
        ["trailer"] = ObjectClassification.Trailer,
        ["motorcycle"] = ObjectClassification.Motorcycle,
        ["motorbike"] = ObjectClassification.Motorcycle,
        ["bicycle"] = ObjectClassification.Bicycle,
        ["person"] = ObjectClassification.Pedestrian,
        ["pedestrian"] = ObjectClassification.Pedestrian,
        ["animal"] = ObjectClassification.Animal,
        ["hazard"] = ObjectClassification.Hazard,

        // COCO names ten animals one by one.
        ["bird"] = ObjectClassification.Animal,
        ["cat"] = ObjectClassification.Animal,
        ["dog"] = ObjectClassification.Animal,
        ["horse"] = ObjectClassification.Animal,
        ["sheep"] = ObjectClassification.Animal,
        ["cow"] = ObjectClassification.Animal,
        ["elephant"] = ObjectClassification.Animal,
        ["bear"] = ObjectClassification.Animal,
        ["zebra"] = ObjectClassification.Animal,
        ["giraffe"] = ObjectClassification.Animal,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The constant of <see cref="ObjectClassification"/> for a class name, whatever its case; UNKNOWN for
    /// any other name.</summary>
    public static byte FromName(string className) =>
        ByName.TryGetValue(className.Trim(), out var label) ? label : ObjectClassification.Unknown;
}
