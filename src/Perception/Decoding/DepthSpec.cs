namespace Perception.Decoding;

/// <summary>How a network's output becomes depth in metres along the optical axis.</summary>
public sealed record DepthSpec
{
    public DepthForm Form { get; init; } = DepthForm.Linear;

    public float Scale { get; init; } = 1;

    public float Offset { get; init; }

    /// <summary>What is nearer becomes -infinity (REP 117).</summary>
    public float MinimumMetres { get; init; }

    /// <summary>What is farther becomes +infinity (REP 117).</summary>
    public float MaximumMetres { get; init; } = float.PositiveInfinity;

    /// <summary>One sentence about the first value that cannot be; null where all are good.</summary>
    public string? FindProblem() =>
        !float.IsFinite(Scale) || Scale == 0 ? $"the depth scale is {Scale}; a finite number other than 0 is needed"
        : !float.IsFinite(Offset) ? $"the depth offset is {Offset}; a finite number is needed"
        : !(MinimumMetres >= 0) || !(MaximumMetres > MinimumMetres)
            ? $"the depth limits are {MinimumMetres} and {MaximumMetres} m; " +
                "at least 0 and more than the first are needed"
        : null;

    /// <summary>For a camera that sees the same values at depths so many times as large.</summary>
    public DepthSpec Times(float factor) => (this with
    {
        MinimumMetres = MinimumMetres * factor,
        MaximumMetres = MaximumMetres * factor,
    }) switch
    {
        { Form: DepthForm.Log } spec => spec with { Offset = Offset + MathF.Log(factor) },
        { Form: DepthForm.Inverse } spec => spec with { Scale = Scale / factor, Offset = Offset / factor },
        var spec => spec with { Scale = Scale * factor, Offset = Offset * factor },
    };
}
