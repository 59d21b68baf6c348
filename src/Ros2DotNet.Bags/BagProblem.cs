namespace Ros2DotNet.Bags;

/// <summary>Something in a file that could not be read as it should; reading went on around it.</summary>
/// <param name="File">The file.</param>
/// <param name="Offset">Byte offset in the file.</param>
/// <param name="Record">Kind of the record there.</param>
/// <param name="Problem">What is wrong, as a sentence.</param>
public sealed record BagProblem(string File, long Offset, string Record, string Problem)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}: {Record} at offset {Offset}: {Problem}";

    internal static BagProblem Of(BagFormatException e) => new(e.File, e.Offset, e.Record, e.Problem);
}
