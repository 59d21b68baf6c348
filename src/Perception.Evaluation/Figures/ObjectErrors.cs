using Perception.Evaluation.Frames;

namespace Perception.Evaluation.Figures;

/// <summary>How far an object was located from where it is.</summary>
internal readonly record struct ObjectErrors(double CentreMetres, double RangeShare, double? YawDegrees)
{
    /// <summary>Null where one of both places is not known.</summary>
    public static ObjectErrors? Of(TruthObject truth, FoundObject found)
    {
        if (truth.CentreInCamera is not [var x, var y, var z] || found.CentreInCamera is not [var u, var v, var w])
        {
            return null;
        }

        var range = Math.Sqrt(x * x + y * y + z * z);
        var centre = Math.Sqrt(Math.Pow(u - x, 2) + Math.Pow(v - y, 2) + Math.Pow(w - z, 2));
        return new ObjectErrors(centre, Math.Abs(Math.Sqrt(u * u + v * v + w * w) - range) / range,
            truth.YawRadians is { } yaw && found.YawRadians is { } foundYaw ? YawError(yaw - foundYaw) : null);
    }

    // Front and back look alike: a half turn is no error.
    private static double YawError(double radians)
    {
        var half = Math.IEEERemainder(radians, Math.PI);
        return Math.Abs(half) * 180 / Math.PI;
    }
}
