namespace Perception.Evaluation.Depth;

/// <summary>
/// Errors of depth in metres, as Eigen et al. (2014) defined them, over pixels whose truth lies in a band. Pixels
/// without a finite positive truth do not count; answers that are not finite and positive are counted apart.
/// </summary>
public sealed class DepthErrors(double nearestMetres = 0, double farthestMetres = double.PositiveInfinity)
{
    /// <summary>What all errors are made of.</summary>
    public DepthSums Sums { get; private set; }

    /// <summary>Pixels that count.</summary>
    public long Pixels => Sums.Pixels;

    /// <summary>Pixels with a truth in the band but without a depth.</summary>
    public long Missing => Sums.Missing;

    /// <summary>Mean of |answer - truth| / truth.</summary>
    public double AbsRel => Sums.Relative / Pixels;

    /// <summary>Mean of (answer - truth)² / truth.</summary>
    public double SqRel => Sums.SquaredRelative / Pixels;

    /// <summary>Root of the mean squared error in metres.</summary>
    public double Rmse => Math.Sqrt(Sums.Squared / Pixels);

    /// <summary>Root of the mean squared difference of logarithms.</summary>
    public double RmseLog => Math.Sqrt(Sums.SquaredLog / Pixels);

    /// <summary>Share of pixels whose ratio to the truth, or its inverse, is below 1.25.</summary>
    public double Delta1 => (double)Sums.Within1 / Pixels;

    /// <summary>The same for 1.25².</summary>
    public double Delta2 => (double)Sums.Within2 / Pixels;

    /// <summary>The same for 1.25³.</summary>
    public double Delta3 => (double)Sums.Within3 / Pixels;

    /// <summary>Adds what was counted elsewhere, as often as <paramref name="weight"/> says.</summary>
    public void Add(in DepthSums sums, int weight = 1) => Sums = Sums.Plus(sums, weight);

    /// <summary>Adds one picture.</summary>
    /// <exception cref="ArgumentException">The pictures differ in length.</exception>
    public void Add(ReadOnlySpan<float> truthMetres, ReadOnlySpan<float> answerMetres)
    {
        if (truthMetres.Length != answerMetres.Length)
        {
            throw new ArgumentException(
                $"the truth has {truthMetres.Length} pixels and the answer {answerMetres.Length}");
        }

        long pixels = 0, missing = 0, within1 = 0, within2 = 0, within3 = 0;
        double relative = 0, squaredRelative = 0, squared = 0, squaredLog = 0;
        for (var i = 0; i < truthMetres.Length; i++)
        {
            double truth = truthMetres[i], answer = answerMetres[i];
            if (!(truth > 0) || !double.IsFinite(truth) || truth < nearestMetres || truth >= farthestMetres)
            {
                continue;
            }

            if (!(answer > 0) || !double.IsFinite(answer))
            {
                missing++;
                continue;
            }

            var error = answer - truth;
            var logarithm = Math.Log(answer / truth);
            var ratio = Math.Max(answer / truth, truth / answer);
            pixels++;
            relative += Math.Abs(error) / truth;
            squaredRelative += error * error / truth;
            squared += error * error;
            squaredLog += logarithm * logarithm;
            within1 += ratio < 1.25 ? 1 : 0;
            within2 += ratio < 1.25 * 1.25 ? 1 : 0;
            within3 += ratio < 1.25 * 1.25 * 1.25 ? 1 : 0;
        }

        Add(new DepthSums
        {
            Pixels = pixels,
            Missing = missing,
            Relative = relative,
            SquaredRelative = squaredRelative,
            Squared = squared,
            SquaredLog = squaredLog,
            Within1 = within1,
            Within2 = within2,
            Within3 = within3,
        });
    }
}
