namespace Perception.Imaging.Jpeg;

/// <summary>The samples of a block while its coefficients are read: a sum of patterns.</summary>
internal unsafe interface IBlock
{
    /// <summary>Sets all samples.</summary>
    /// <param name="level">To this.</param>
    /// <param name="memory">Where a block may keep them.</param>
    /// <param name="count">How many there are.</param>
    void Begin(float level, float* memory, int count);

    /// <summary>Adds a pattern that many times.</summary>
    void Add(float* pattern, float times);

    /// <summary>Writes the samples, rounded and limited to a byte.</summary>
    void Store(in JpegComponent component, sbyte* to, int stride);
}
