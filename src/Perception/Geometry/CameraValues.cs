namespace Perception.Geometry;

/// <summary>
/// What <c>sensor_msgs/CameraInfo</c> says about a camera, as plain values. K, R and P are row-major and, like the
/// size, those of full resolution, before binning and region of interest.
/// </summary>
public sealed record CameraValues
{
    public required int Width { get; init; }

    public required int Height { get; init; }

    /// <summary>
    /// <c>plumb_bob</c>, <c>rational_polynomial</c> or <c>equidistant</c>; may be empty where there are no
    /// coefficients.
    /// </summary>
    public string DistortionModel { get; init; } = "";

    public IReadOnlyList<double> D { get; init; } = [];

    /// <summary>3x3 intrinsics of the raw image; all zero means uncalibrated.</summary>
    public required IReadOnlyList<double> K { get; init; }

    /// <summary>3x3 rotation from the camera to the rectified frame; empty or all zero means none.</summary>
    public IReadOnlyList<double> R { get; init; } = [];

    /// <summary>3x4 projection of the rectified image; empty or all zero takes K.</summary>
    public IReadOnlyList<double> P { get; init; } = [];

    /// <summary>Sensor pixels merged into one, across; 0 means 1.</summary>
    public int BinningX { get; init; }

    /// <summary>Sensor pixels merged into one, down; 0 means 1.</summary>
    public int BinningY { get; init; }

    public RegionOfInterest Roi { get; init; }

    /// <summary>Width of the images: that of the region of interest after binning.</summary>
    public int ImageWidth => (Roi.Width > 0 ? Roi.Width : Width) / Math.Max(BinningX, 1);

    /// <summary>Height of the images.</summary>
    public int ImageHeight => (Roi.Height > 0 ? Roi.Height : Height) / Math.Max(BinningY, 1);

    /// <summary>One sentence about the first value that is no camera's; null where all are good.</summary>
    public string? FindProblem() => FindSizeProblem() ?? FindLensProblem() ?? FindMatrixProblem();

    internal static bool IsUnset(IReadOnlyList<double> matrix) => matrix.All(value => value == 0);

    private string? FindSizeProblem()
    {
        if (Width < 1 || Height < 1 || Width > 65535 || Height > 65535)
        {
            return $"the camera's size is {Width}x{Height}; 1 to 65535 pixels are allowed";
        }

        if (BinningX is < 0 or > 64 || BinningY is < 0 or > 64)
        {
            return $"the binning is {BinningX}x{BinningY}; 0 to 64 are allowed";
        }

        var inside = Roi is { X: >= 0, Y: >= 0, Width: >= 0, Height: >= 0 } && (long)Roi.X + Roi.Width <= Width &&
            (long)Roi.Y + Roi.Height <= Height;
        if (!inside || (Roi.Width == 0) != (Roi.Height == 0) || ImageWidth < 1 || ImageHeight < 1)
        {
            return $"the region of interest {Roi.Width}x{Roi.Height} at ({Roi.X}, {Roi.Y}) is not within " +
                $"the camera's {Width}x{Height} pixels";
        }

        return null;
    }

    private string? FindLensProblem()
    {
        if (!LensModels.TryParse(DistortionModel, out var model))
        {
            return $"the distortion model '{DistortionModel}' is unknown; allowed are {LensModels.Allowed}";
        }

        if (D.Count > 0 && DistortionModel.Length == 0)
        {
            return $"there are {D.Count} distortion coefficients but no distortion model; " +
                $"allowed are {LensModels.Allowed}";
        }

        var wanted = LensModels.Coefficients(model);
        if (D.Count != 0 && !wanted.Contains(D.Count))
        {
            return $"the distortion model '{DistortionModel}' has {D.Count} coefficients; " +
                $"{string.Join(" or ", wanted)} are allowed";
        }

        return FindNotFinite("D", D);
    }

    private string? FindMatrixProblem()
    {
        if (K.Count != 9)
        {
            return $"K has {K.Count} numbers; 9 are needed";
        }

        if (FindNotFinite("K", K) is { } problem)
        {
            return problem;
        }

        if (IsUnset(K))
        {
            return "K is all zero: the camera is not calibrated";
        }

        if (!(K[0] > 0) || !(K[4] > 0))
        {
            return $"the focal lengths K[0] and K[4] are {K[0]} and {K[4]}; both must be above 0";
        }

        if (K[1] != 0 || K[3] != 0 || K[6] != 0 || K[7] != 0 || K[8] != 1)
        {
            return "K is not of the form [fx 0 cx; 0 fy cy; 0 0 1]";
        }

        return FindRotationProblem() ?? FindProjectionProblem();
    }

    private string? FindRotationProblem()
    {
        if (R.Count is not (0 or 9))
        {
            return $"R has {R.Count} numbers; 9 are needed";
        }

        var problem = FindNotFinite("R", R);
        if (problem is not null || IsUnset(R))
        {
            return problem;
        }

        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                var product = R[3 * i] * R[3 * j] + R[3 * i + 1] * R[3 * j + 1] + R[3 * i + 2] * R[3 * j + 2];
                if (Math.Abs(product - (i == j ? 1 : 0)) > 1e-3)
                {
                    return $"R is no rotation: its rows {i} and {j} have the product {product:G6}";
                }
            }
        }

        return null;
    }

    private string? FindProjectionProblem()
    {
        if (P.Count is not (0 or 12))
        {
            return $"P has {P.Count} numbers; 12 are needed";
        }

        var problem = FindNotFinite("P", P);
        if (problem is not null || IsUnset(P))
        {
            return problem;
        }

        if (!(P[0] > 0) || !(P[5] > 0))
        {
            return $"the focal lengths P[0] and P[5] are {P[0]} and {P[5]}; both must be above 0";
        }

        return P[1] != 0 || P[4] != 0 || P[8] != 0 || P[9] != 0 || P[10] != 1
            ? "P is not of the form [fx 0 cx Tx; 0 fy cy Ty; 0 0 1 0]"
            : null;
    }

    private static string? FindNotFinite(string name, IReadOnlyList<double> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                return $"{name}[{i}] is {values[i]}; a finite number is needed";
            }
        }

        return null;
    }
}
