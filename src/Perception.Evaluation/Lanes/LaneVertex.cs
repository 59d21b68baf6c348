namespace Perception.Evaluation.Lanes;

/// <summary>A corner of a lane line, in pixels or in metres on the ground.</summary>
/// <param name="X">Columns, or metres ahead.</param>
/// <param name="Y">Rows, or metres to the left.</param>
/// <param name="IsVisible">Whether it can be seen; what is found where it cannot is neither right nor wrong.</param>
public readonly record struct LaneVertex(double X, double Y, bool IsVisible = true);
