namespace Perception.Geometry;

/// <summary>
/// The part of the sensor that was read out, in pixels of full resolution; width and height 0 mean all of it.
/// </summary>
public readonly record struct RegionOfInterest(int X, int Y, int Width, int Height);
