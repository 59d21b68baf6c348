namespace Perception.Geometry;

/// <summary>
/// For each pixel of a camera x/z and y/z of its direction; NaN where it has none or looks behind the picture plane.
/// </summary>
internal sealed class RayTable
{
    // Beyond about 89.9 degrees a depth along the axis says nothing about the distance.
    private const double MinimumZ = 2e-3;

    public RayTable(CameraModel camera)
    {
        X = new float[camera.Width * camera.Height];
        Y = new float[camera.Width * camera.Height];
        for (var v = 0; v < camera.Height; v++)
        {
            for (var u = 0; u < camera.Width; u++)
            {
                var seen = camera.TryUnproject(new Pixel(u, v), out var ray) && ray.Z > MinimumZ;
                X[v * camera.Width + u] = seen ? (float)(ray.X / ray.Z) : float.NaN;
                Y[v * camera.Width + u] = seen ? (float)(ray.Y / ray.Z) : float.NaN;
            }
        }
    }

    public float[] X { get; }

    public float[] Y { get; }
}
