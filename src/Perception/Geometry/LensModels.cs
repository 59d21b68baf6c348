namespace Perception.Geometry;

/// <summary>The names that ROS gives lens models, and their numbers of coefficients.</summary>
internal static class LensModels
{
    public const string Allowed = "plumb_bob, rational_polynomial, equidistant";

    public static bool TryParse(string name, out LensModel model)
    {
        (var known, model) = name switch
        {
            "" or "plumb_bob" => (true, LensModel.PlumbBob),
            "rational_polynomial" => (true, LensModel.RationalPolynomial),
            // The second name is that of Kalibr's and older drivers' files.
            "equidistant" or "fisheye" => (true, LensModel.Equidistant),
            _ => (false, default),
        };
        return known;
    }

    public static int[] Coefficients(LensModel model) => model switch
    {
        LensModel.PlumbBob => [4, 5],
        LensModel.RationalPolynomial => [8],
        _ => [4],
    };
}
