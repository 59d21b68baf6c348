namespace Perception.Evaluation.Depth;

/// <summary>
/// Errors of depth in metres, as Eigen et al. (2014) defined them, over pixels whose truth lies in a band. Pixels without a
/// finite positive truth do not count; answers that are not finite and positive are counted apart.
/// </summary>
public sealed class DepthErrors(double nearestMetres = 0, double farthestMetres = double.PositiveInfinity)
{
    private double _relative, _squaredRelative, _squared, _squaredLog;
    private long _within1, _within2, _within3;

    /// <summary>Pixels that count.</summary>
    public long Pixels { get; private set; }

    /// <summary>Pixels with a truth in the band but without a depth.</summary>
    public long Missing { get; private set; }

    /// <summary>Mean of |answer - truth| / truth.</summary>
    public double AbsRel => _relative / Pixels;

    /// <summary>Mean of (answer - truth)² / truth.</summary>
    public double SqRel => _squaredRelative / Pixels;

    /// <summary>Root of the mean squared error in metres.</summary>
    public double Rmse => Math.Sqrt(_squared / Pixels);

    /// <summary>Root of the mean squared difference of logarithms.</summary>
    public double RmseLog => Math.Sqrt(_squaredLog / Pixels);

    /// <summary>Share of pixels whose ratio to the truth, or its inverse, is below 1.25.</summary>
    public double Delta1 => (double)_within1 / Pixels;

    /// <summary>The same for 1.25².</summary>
    public double Delta2 => (double)_within2 / Pixels;

    /// <summary>The same for 1.25³.</summary>
    public double Delta3 => (double)_within3 / Pixels;

    /// <summary>Adds one picture.</summary>
    /// <exception cref="ArgumentException">The pictures differ in length.</exception>
    public void Add(ReadOnlySpan<float> truthMetres, ReadOnlySpan<float> answerMetres)
    {
        if (truthMetres.Length != answerMetres.Length)
        {
            throw new ArgumentException($"the truth has {truthMetres.Length} pixels and the answer {answerMetres.Length}");
        }

        for (var i = 0; i < truthMetres.Length; i++)
        {
            double truth = truthMetres[i], answer = answerMetres[i];
            if (!(truth > 0) || !double.IsFinite(truth) || truth < nearestMetres || truth >= farthestMetres)
            {
                continue;
            }

            if (!(answer > 0) || !double.IsFinite(answer))
            {
                Missing++;
                continue;
            }

            Add(truth, answer);
        }
    }

    private void Add(double truth, double answer)
    {
        var error = answer - truth;
        var logarithm = Math.Log(answer / truth);
        Pixels++;
        _relative += Math.Abs(error) / truth;
        _squaredRelative += error * error / truth;
        _squared += error * error;
        _squaredLog += logarithm * logarithm;
        var ratio = Math.Max(answer / truth, truth / answer);
        _within1 += ratio < 1.25 ? 1 : 0;
        _within2 += ratio < 1.25 * 1.25 ? 1 : 0;
        _within3 += ratio < 1.25 * 1.25 * 1.25 ? 1 : 0;
    }
}
