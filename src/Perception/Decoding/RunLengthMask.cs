using System.Buffers.Binary;

namespace Perception.Decoding;

/// <summary>
/// Masks as runs: records of a class (1 byte) and how many pixels have it (int32, little-endian), row by row over the
/// whole mask, as Autoware's consumers of <c>~/out/mask</c> read them.
/// </summary>
public static class RunLengthMask
{
    private const int RecordBytes = 5;

    /// <summary>Bytes that a mask of so many pixels takes at most.</summary>
    public static int MaximumBytes(int pixels) => checked(pixels * RecordBytes);

    /// <summary>Writes the runs and returns their bytes; <see cref="MaximumBytes"/> are always enough.</summary>
    public static int Encode(ReadOnlySpan<byte> classes, Span<byte> runs)
    {
        var written = 0;
        while (!classes.IsEmpty)
        {
            var length = classes.IndexOfAnyExcept(classes[0]);
            length = length < 0 ? classes.Length : length;
            runs[written] = classes[0];
            BinaryPrimitives.WriteInt32LittleEndian(runs[(written + 1)..], length);
            written += RecordBytes;
            classes = classes[length..];
        }

        return written;
    }

    /// <summary>
    /// Fills the mask; false, with one sentence, where the runs are not exactly one mask of its length.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<byte> runs, Span<byte> classes, out string? problem)
    {
        var filled = 0;
        for (var at = 0; at < runs.Length; at += RecordBytes)
        {
            if (runs.Length - at < RecordBytes)
            {
                problem =
                    $"the mask's runs end with {runs.Length - at} bytes at offset {at}; a record has {RecordBytes}";
                return false;
            }

            var length = BinaryPrimitives.ReadInt32LittleEndian(runs[(at + 1)..]);
            if (length <= 0 || length > classes.Length - filled)
            {
                problem = $"the run at offset {at} has {length} pixels; 1 to {classes.Length - filled} are left";
                return false;
            }

            classes.Slice(filled, length).Fill(runs[at]);
            filled += length;
        }

        problem = filled == classes.Length ? null
            : $"the mask's runs add up to {filled} pixels; it has {classes.Length}";
        return problem is null;
    }
}
