using System.Buffers.Binary;

namespace Perception.Decoding;

/// <summary>
/// Reads the lists of boxes that HailoRT makes when it suppresses overlaps itself: coordinates are parts of the
/// network's input, y before x.
/// </summary>
internal static class DetectionLists
{
    private const int BoxLength = 20, DetectionLength = 22;

    /// <summary>Boxes that so many bytes hold at most.</summary>
    public static int MostBoxes(int bytes) => bytes / BoxLength;

    /// <summary>
    /// For each class a float32 count and that many boxes y1, x1, y2, x2, score. Returns how many were read, for which
    /// there has to be room.
    /// </summary>
    /// <exception cref="BadTensorException">A count does not fit into the bytes.</exception>
    public static int ReadByClass(ReadOnlySpan<byte> bytes, int classes, float threshold, int width, int height,
        Span<Detection> boxes)
    {
        var found = 0;
        for (var c = 0; c < classes; c++)
        {
            var number = bytes.Length >= 4 ? BinaryPrimitives.ReadSingleLittleEndian(bytes) : -1;
            if (!(number >= 0) || number > (bytes.Length - 4) / BoxLength || number != MathF.Floor(number))
            {
                throw new BadTensorException(
                    $"the list of boxes holds the count {number} for class {c}, with {bytes.Length} bytes left");
            }

            bytes = bytes[4..];
            for (var i = 0; i < (int)number; i++, bytes = bytes[BoxLength..])
            {
                found = Add(bytes, c, threshold, width, height, boxes, found);
            }
        }

        return found;
    }

    /// <summary>
    /// A uint16 count and that many packed boxes y1, x1, y2, x2, score, class. Returns how many were read, for which
    /// there has to be room.
    /// </summary>
    /// <exception cref="BadTensorException">The count does not fit into the bytes, or a class is none.</exception>
    public static int ReadByScore(ReadOnlySpan<byte> bytes, int classes, float threshold, int width, int height,
        Span<Detection> boxes)
    {
        var number = bytes.Length >= 2 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : -1;
        if (number < 0 || number > (bytes.Length - 2) / DetectionLength)
        {
            throw new BadTensorException($"the list of boxes holds the count {number} with {bytes.Length} bytes");
        }

        bytes = bytes[2..];
        var found = 0;
        for (var i = 0; i < number; i++, bytes = bytes[DetectionLength..])
        {
            var c = BinaryPrimitives.ReadUInt16LittleEndian(bytes[BoxLength..]);
            found = c < classes ? Add(bytes, c, threshold, width, height, boxes, found)
                : throw new BadTensorException($"the list of boxes holds class {c}, but there are {classes}");
        }

        return found;
    }

    /// <summary>So many of the most certain, the best first; the others change their places.</summary>
    public static Span<Detection> Best(Span<Detection> boxes, int maximum)
    {
        boxes.Sort(static (a, b) => b.ExistenceProbability.CompareTo(a.ExistenceProbability));
        return boxes[..Math.Min(boxes.Length, maximum)];
    }

    private static int Add(ReadOnlySpan<byte> box, int classId, float threshold, int width, int height,
        Span<Detection> boxes, int found)
    {
        var (y1, x1) =
            (BinaryPrimitives.ReadSingleLittleEndian(box), BinaryPrimitives.ReadSingleLittleEndian(box[4..]));
        var (y2, x2) =
            (BinaryPrimitives.ReadSingleLittleEndian(box[8..]), BinaryPrimitives.ReadSingleLittleEndian(box[12..]));
        var score = BinaryPrimitives.ReadSingleLittleEndian(box[16..]);
        if (!float.IsFinite(x1 + y1 + x2 + y2 + score))
        {
            throw new BadTensorException($"the list of boxes holds NaN or infinity for class {classId}");
        }

        // A box without area is none.
        if (score > threshold && x2 > x1 && y2 > y1)
        {
            boxes[found++] = new Detection(x1 * width, y1 * height, x2 * width, y2 * height, classId, score, score);
        }

        return found;
    }
}
