namespace Perception.Geometry;

/// <summary>
/// Flat ground below a camera. Its own frame has x forward (where the optical axis points), y left, z up, and its
/// origin on the ground straight below the camera.
/// </summary>
public sealed class GroundPlane
{
    /// <summary>The plane <c>height + up . point = 0</c> in the optical frame.</summary>
    /// <param name="upInCamera">Away from the ground; any length.</param>
    /// <param name="cameraHeightMetres">Of the camera above the ground; more than 0.</param>
    public GroundPlane(Point3 upInCamera, double cameraHeightMetres)
    {
        if (!(cameraHeightMetres > 0) || !double.IsFinite(cameraHeightMetres))
        {
            throw new CalibrationException(
                $"the camera is {cameraHeightMetres} m above the ground; more than 0 is needed");
        }

        if (!(upInCamera.Length > 0) || !double.IsFinite(upInCamera.Length))
        {
            throw new CalibrationException("the direction away from the ground has no length");
        }

        Up = upInCamera.Unit();
        CameraHeightMetres = cameraHeightMetres;
        var ahead = new Point3(0, 0, 1) - Up * Up.Z;
        if (ahead.Length < 1e-6)
        {
            // A camera that looks straight down: the upper edge of its picture is ahead.
            ahead = new Point3(0, -1, 0) - Up * -Up.Y;
        }

        Forward = ahead.Unit();
        Left = Up.Cross(Forward);
    }

    public double CameraHeightMetres { get; }

    /// <summary>Unit directions of the ground's frame in the optical frame.</summary>
    public Point3 Up { get; }

    public Point3 Forward { get; }

    public Point3 Left { get; }

    /// <summary>
    /// From how the camera is mounted, as REP 103 counts for a body with x forward, y left, z up: pitch above 0 looks
    /// down, roll above 0 leans to the right.
    /// </summary>
    public static GroundPlane OfMounting(double cameraHeightMetres, double pitchRadians = 0, double rollRadians = 0)
    {
        var (sinePitch, cosinePitch) = Math.SinCos(pitchRadians);
        var (sineRoll, cosineRoll) = Math.SinCos(rollRadians);

        // The third row of Ry(pitch) Rx(roll), from body axes to optical ones.
        return new GroundPlane(new Point3(-cosinePitch * sineRoll, -cosinePitch * cosineRoll, -sinePitch),
            cameraHeightMetres);
    }

    /// <summary>How far a point is above the ground.</summary>
    public double HeightOf(Point3 pointInCamera) => CameraHeightMetres + Up.Dot(pointInCamera);

    /// <summary>Where a direction from the camera meets the ground; false at and above the horizon.</summary>
    public bool TryIntersect(Point3 directionInCamera, out Point3 pointInCamera)
    {
        var descent = -Up.Dot(directionInCamera);
        pointInCamera = directionInCamera * (CameraHeightMetres / descent);
        return descent > 1e-9 * directionInCamera.Length;
    }

    public Point3 ToGround(Point3 pointInCamera) =>
        new(Forward.Dot(pointInCamera), Left.Dot(pointInCamera), HeightOf(pointInCamera));

    public Point3 ToCamera(Point3 pointInGround) =>
        Forward * pointInGround.X + Left * pointInGround.Y + Up * (pointInGround.Z - CameraHeightMetres);
}
