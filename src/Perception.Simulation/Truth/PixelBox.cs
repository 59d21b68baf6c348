namespace Perception.Simulation.Truth;

/// <summary>
/// A box in a picture by its edges, in pixels: the first pixel reaches from 0 to 1, so that a point which the camera
/// model projects to (u, v) lies at (u + 0.5, v + 0.5). Full boxes may reach beyond the picture.
/// </summary>
public readonly record struct PixelBox(double Left, double Top, double Right, double Bottom)
{
    public double Width => Right - Left;

    public double Height => Bottom - Top;

    public double Area => Math.Max(0, Width) * Math.Max(0, Height);

    internal static PixelBox Empty { get; } = new(double.MaxValue, double.MaxValue, double.MinValue, double.MinValue);

    internal PixelBox Include(double x, double y) => new(Math.Min(Left, x), Math.Min(Top, y), Math.Max(Right, x),
        Math.Max(Bottom, y));

    internal PixelBox Clip(int width, int height) =>
        new(Math.Clamp(Left, 0, width), Math.Clamp(Top, 0, height), Math.Clamp(Right, 0, width),
            Math.Clamp(Bottom, 0, height));
}
