namespace Perception.Evaluation.Detection;

/// <summary>An object that is in an image.</summary>
/// <param name="X1">Left edge in pixels.</param>
/// <param name="Y1">Upper edge in pixels.</param>
/// <param name="X2">Right edge in pixels.</param>
/// <param name="Y2">Lower edge in pixels.</param>
/// <param name="ClassId">Its class, numbered as the detections are.</param>
/// <param name="Area">What counts as its size in square pixels; that of its mask where there is one.</param>
/// <param name="IsCrowd">A region of many objects: detections inside count neither as right nor as wrong.</param>
/// <param name="IsIgnored">An object that nobody has to find: to find it counts neither as right nor as wrong.</param>
public readonly record struct TruthBox(
    double X1, double Y1, double X2, double Y2, int ClassId, double Area, bool IsCrowd = false, bool IsIgnored = false);
