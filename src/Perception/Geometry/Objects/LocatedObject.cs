using Perception.Decoding;

namespace Perception.Geometry.Objects;

/// <summary>A detection with its place in the world.</summary>
/// <param name="Detection">The box it was found from.</param>
/// <param name="CentreInCamera">The middle of the object, not of its visible side, in the optical frame.</param>
/// <param name="Size">From the class, and from what is seen of it.</param>
/// <param name="YawRadians">
/// Heading about the ground's up axis from its forward axis, -90 to 90 degrees: front and back look alike; null where
/// unknown.
/// </param>
/// <param name="RangeMetres">Over the ground from below the camera to below the centre.</param>
/// <param name="Covariance">Of the centre in the optical frame.</param>
/// <param name="Sources">What the range was found from.</param>
public readonly record struct LocatedObject(
    Detection Detection, Point3 CentreInCamera, ObjectSize Size, double? YawRadians, double RangeMetres,
    Covariance3 Covariance, LocationSources Sources);
