using System.Runtime.InteropServices;
using Perception.Evaluation.Depth;

namespace Perception.Evaluation.Space;

/// <summary>Gathers errors of places by the bands of <see cref="DepthBands"/>.</summary>
public sealed class SpaceErrors
{
    private static readonly int Count = DepthBands.BordersMetres.Count - 1;

    private readonly List<float>[] _metres = [.. Enumerable.Range(0, Count).Select(_ => new List<float>())];
    private readonly List<float>[] _shares = [.. Enumerable.Range(0, Count).Select(_ => new List<float>())];
    private readonly long[] _wanted = new long[Count];

    /// <summary>The bands that have anything, the nearest first.</summary>
    public IReadOnlyList<SpaceBand> Bands =>
        [.. Enumerable.Range(0, Count).Where(band => _wanted[band] > 0).Select(Summarize)];

    /// <summary>Something at that distance is to be found.</summary>
    public void Want(double distanceMetres)
    {
        if (DepthBands.Find(distanceMetres) is var band && band >= 0)
        {
            _wanted[band]++;
        }
    }

    /// <summary>It was found, so far from where it is.</summary>
    public void Add(double distanceMetres, double errorMetres)
    {
        if (DepthBands.Find(distanceMetres) is var band && band >= 0)
        {
            _metres[band].Add((float)errorMetres);
            _shares[band].Add((float)(errorMetres / distanceMetres));
        }
    }

    private SpaceBand Summarize(int band) => new(
        DepthBands.Name(band), _wanted[band], _metres[band].Count, Quantile(_metres[band], 0.5),
        Quantile(_metres[band], 0.9), Quantile(_shares[band], 0.5),
        _shares[band].Count == 0 ? double.NaN : _shares[band].Average(share => share < 0.1f ? 1.0 : 0));

    private static double Quantile(List<float> values, double part)
    {
        if (values.Count == 0)
        {
            return double.NaN;
        }

        CollectionsMarshal.AsSpan(values).Sort();
        return values[(int)(part * (values.Count - 1))];
    }
}
