namespace Perception.Imaging.Jpeg;

/// <summary>
/// What one of each coefficient adds to the samples of a block of reduced size (ITU-T T.81, A.3.3): the mean of its
/// wave over the pixels that a sample stands for.
/// </summary>
internal sealed class CosinePatterns
{
    /// <summary>Coefficients of a block.</summary>
    public const int Coefficients = Waves * Waves;

    private const int Waves = 8;

    // Of each number of samples 1, 2, 4, 8 (by its logarithm): wave by wave.
    private static readonly double[][,] Means = [Mean(1), Mean(2), Mean(4), Mean(8)];

    private readonly float[] _values =
        GC.AllocateUninitializedArray<float>(Coefficients * LargeBlock.MostSamples, pinned: true);

    private readonly ushort[] _quantizers = new ushort[Coefficients];
    private int _columns;
    private int _rows;

    /// <summary>In the order of the zigzag; their memory does not move.</summary>
    public ref float First => ref _values[0];

    /// <summary>
    /// Floats from pattern to pattern; patterns of fewer than 4x4 samples go on to that with zeros.
    /// </summary>
    public int Length => Padded(_columns) * Padded(_rows);

    /// <summary>Makes the patterns; does nothing where they are those already.</summary>
    /// <param name="quantizers">64, in the order of the zigzag.</param>
    /// <param name="columns">Samples in a row of a block: 1, 2, 4 or 8.</param>
    /// <param name="rows">Samples in a column.</param>
    public void Set(ReadOnlySpan<ushort> quantizers, int columns, int rows)
    {
        if ((columns, rows) == (_columns, _rows) && quantizers.SequenceEqual(_quantizers))
        {
            return;
        }

        (_columns, _rows) = (columns, rows);
        quantizers.CopyTo(_quantizers);
        var (across, down) = (Means[int.Log2(columns)], Means[int.Log2(rows)]);
        int u = 0, v = 0;
        for (var i = 0; i < Coefficients; i++)
        {
            var pattern = _values.AsSpan(i * Length, Length);
            pattern.Clear();
            for (var y = 0; y < rows; y++)
            {
                for (var x = 0; x < columns; x++)
                {
                    pattern[y * Padded(columns) + x] = (float)(quantizers[i] * across[u, x] * down[v, y]);
                }
            }

            (u, v) = Next(u, v);
        }
    }

    private static int Padded(int samples) => Math.Max(samples, SmallBlock.Columns);

    // The zigzag: up and to the right on even diagonals, down and to the left on odd ones, along the edges between
    // them.
    private static (int U, int V) Next(int u, int v) => ((u + v) % 2, u, v) switch
    {
        (0, Waves - 1, _) => (u, v + 1),
        (0, _, 0) => (u + 1, v),
        (0, _, _) => (u + 1, v - 1),
        (_, _, Waves - 1) => (u + 1, v),
        (_, 0, _) => (u, v + 1),
        _ => (u - 1, v + 1),
    };

    private static double[,] Mean(int samples)
    {
        var means = new double[Waves, samples];
        for (var u = 0; u < Waves; u++)
        {
            for (var x = 0; x < Waves; x++)
            {
                var height = u == 0
                    ? Math.Sqrt(1.0 / Waves)
                    : Math.Sqrt(2.0 / Waves) * Math.Cos((2 * x + 1) * u * Math.PI / (2 * Waves));
                means[u, x * samples / Waves] += height * samples / Waves;
            }
        }

        return means;
    }
}
