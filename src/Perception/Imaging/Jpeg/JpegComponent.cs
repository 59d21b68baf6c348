namespace Perception.Imaging.Jpeg;

/// <summary>One of a picture's three planes: how its blocks are read and where they go.</summary>
internal unsafe struct JpegComponent
{
    /// <summary>Identifier in the headers.</summary>
    public byte Id;

    /// <summary>Blocks in a row and in a column of a unit (MCU).</summary>
    public int Across;

    /// <inheritdoc cref="Across"/>
    public int Down;

    /// <summary>Number of its table of quantizers.</summary>
    public int Quantizer;

    /// <summary>Codes of first coefficients.</summary>
    public HuffmanTable Dc;

    /// <summary>Codes of all others.</summary>
    public HuffmanTable Ac;

    /// <summary>Samples in a row and in a column of a block.</summary>
    public int Columns;

    /// <inheritdoc cref="Columns"/>
    public int Rows;

    /// <summary>What one of each coefficient, in the order of the zigzag, adds to a block's samples.</summary>
    public float* Patterns;

    /// <summary>Floats from pattern to pattern.</summary>
    public int PatternLength;

    /// <summary>The samples of a row of units, less 128.</summary>
    public sbyte* Plane;

    /// <summary>The first coefficient of the block before.</summary>
    public int Prediction;

    /// <summary>Writes a block all of whose samples are the same.</summary>
    public readonly void Fill(float level, sbyte* to, int stride)
    {
        var sample = (sbyte)Math.Clamp(MathF.Round(level), sbyte.MinValue, sbyte.MaxValue);
        var eight = (byte)sample * 0x0101010101010101ul;
        for (var row = 0; row < Rows; row++, to += stride)
        {
            switch (Columns)
            {
                case 8:
                    *(ulong*)to = eight;
                    break;
                case 4:
                    *(uint*)to = (uint)eight;
                    break;
                default:
                    new Span<sbyte>(to, Columns).Fill(sample);
                    break;
            }
        }
    }
}
