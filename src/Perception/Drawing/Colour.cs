namespace Perception.Drawing;

/// <summary>An sRGB colour, each channel 0..1.</summary>
public readonly record struct Colour(double Red, double Green, double Blue)
{
    public static readonly Colour Black = new(0, 0, 0);
    public static readonly Colour White = new(1, 1, 1);

    /// <summary>Relative luminance as WCAG 2 defines it, 0 black to 1 white.</summary>
    public double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    /// <summary>Black or white, whichever reads better on this colour by WCAG contrast.</summary>
    public Colour TextOnTop => (Luminance + 0.05) / 0.05 >= 1.05 / (Luminance + 0.05) ? Black : White;

    /// <summary>From OKLCH, a space in which equal steps look equal; colours outside sRGB are clipped.</summary>
    /// <param name="lightness">0 black to 1 white.</param>
    /// <param name="chroma">0 grey to about 0.3.</param>
    /// <param name="hueDegrees">Hue angle: about 30 red, 110 yellow, 145 green, 250 blue.</param>
    public static Colour FromOklch(double lightness, double chroma, double hueDegrees)
    {
        var (sin, cos) = Math.SinCos(hueDegrees * Math.PI / 180);
        var (a, b) = (chroma * cos, chroma * sin);

        // Inverse OKLab matrices as published by Björn Ottosson, "A perceptual color space for image processing".
        var l = Cube(lightness + (0.3963377774 * a) + (0.2158037573 * b));
        var m = Cube(lightness - (0.1055613458 * a) - (0.0638541728 * b));
        var s = Cube(lightness - (0.0894841775 * a) - (1.2914855480 * b));
        return new Colour(
            Gamma((4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s)),
            Gamma((-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s)),
            Gamma((-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s)));
    }

    private static double Cube(double x) => x * x * x;

    private static double Linear(double c) => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);

    private static double Gamma(double c) =>
        Math.Clamp(c <= 0.0031308 ? 12.92 * c : (1.055 * Math.Pow(c, 1 / 2.4)) - 0.055, 0, 1);
}
