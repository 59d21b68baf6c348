namespace Perception.Decoding.Lanes;

/// <summary>The middle of a line's paint in one row of the mask.</summary>
internal readonly record struct LanePoint(int Row, float X, float Width, float Probability);
