namespace Perception.Decoding.Lanes;

/// <summary>
/// y as a polynomial of degree 3 or less of a scaled variable <c>t = (x - centre) / half</c>, which keeps the equations
/// well conditioned.
/// </summary>
internal readonly record struct Polynomial(double C0, double C1, double C2, double C3, double Centre, double Half)
{
    private const int Terms = 4;

    public double At(double x)
    {
        var t = (x - Centre) / Half;
        return C0 + t * (C1 + t * (C2 + t * C3));
    }

    public double SlopeAt(double x)
    {
        var t = (x - Centre) / Half;
        return (C1 + t * (2 * C2 + t * 3 * C3)) / Half;
    }

    /// <summary>
    /// Weighted least squares by the normal equations and Cholesky's decomposition; false where the points do not
    /// determine it.
    /// </summary>
    public static bool TryFit(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> weights, int degree,
        out Polynomial polynomial)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in x)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        var (centre, half) = ((low + high) / 2, Math.Max((high - low) / 2, 1e-9));
        var size = degree + 1;
        Span<double> matrix = stackalloc double[Terms * Terms];
        Span<double> right = stackalloc double[Terms];
        Span<double> powers = stackalloc double[Terms];
        matrix.Clear();
        right.Clear();
        for (var i = 0; i < x.Length; i++)
        {
            powers[0] = 1;
            for (var p = 1; p < size; p++)
            {
                powers[p] = powers[p - 1] * (x[i] - centre) / half;
            }

            for (var r = 0; r < size; r++)
            {
                right[r] += weights[i] * powers[r] * y[i];
                for (var c = 0; c <= r; c++)
                {
                    matrix[r * Terms + c] += weights[i] * powers[r] * powers[c];
                }
            }
        }

        polynomial = default;
        if (!TrySolve(matrix, right, size))
        {
            return false;
        }

        polynomial = new Polynomial(right[0], right[1], right[2], right[3], centre, half);
        return true;
    }

    private static bool TrySolve(Span<double> lower, Span<double> right, int size)
    {
        var largest = lower[0];
        for (var r = 0; r < size; r++)
        {
            for (var c = 0; c <= r; c++)
            {
                var sum = lower[r * Terms + c];
                for (var k = 0; k < c; k++)
                {
                    sum -= lower[r * Terms + k] * lower[c * Terms + k];
                }

                if (r == c && !(sum > 1e-12 * largest))
                {
                    return false;
                }

                lower[r * Terms + c] = r == c ? Math.Sqrt(sum) : sum / lower[c * Terms + c];
            }
        }

        for (var r = 0; r < size; r++)
        {
            for (var k = 0; k < r; k++)
            {
                right[r] -= lower[r * Terms + k] * right[k];
            }

            right[r] /= lower[r * Terms + r];
        }

        for (var r = size - 1; r >= 0; r--)
        {
            for (var k = r + 1; k < size; k++)
            {
                right[r] -= lower[k * Terms + r] * right[k];
            }

            right[r] /= lower[r * Terms + r];
        }

        return true;
    }
}
