namespace Perception.Geometry;

/// <summary>A place in an image; (0, 0) is the centre of the first pixel, as in ROS and OpenCV.</summary>
public readonly record struct Pixel(double U, double V);
