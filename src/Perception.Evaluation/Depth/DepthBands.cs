namespace Perception.Evaluation.Depth;

/// <summary>The bands of distance in which depth and objects are judged apart.</summary>
public static class DepthBands
{
    /// <summary>Borders in metres.</summary>
    public static IReadOnlyList<double> BordersMetres { get; } = [0, 10, 20, 40, 80, 250];

    /// <summary>Errors of one picture in each band.</summary>
    public static IReadOnlyList<DepthSums> Of(ReadOnlySpan<float> truthMetres, ReadOnlySpan<float> answerMetres)
    {
        var bands = new DepthSums[BordersMetres.Count - 1];
        for (var i = 0; i < bands.Length; i++)
        {
            var errors = new DepthErrors(BordersMetres[i], BordersMetres[i + 1]);
            errors.Add(truthMetres, answerMetres);
            bands[i] = errors.Sums;
        }

        return bands;
    }

    /// <summary>Such as "20-40 m".</summary>
    public static string Name(int band) => $"{BordersMetres[band]}-{BordersMetres[band + 1]} m";

    /// <summary>The band of a distance; -1 beyond the last.</summary>
    public static int Find(double metres)
    {
        for (var i = 0; i + 1 < BordersMetres.Count; i++)
        {
            if (metres >= BordersMetres[i] && metres < BordersMetres[i + 1])
            {
                return i;
            }
        }

        return -1;
    }
}
