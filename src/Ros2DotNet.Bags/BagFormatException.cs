namespace Ros2DotNet.Bags;

/// <summary>Bytes of a file break the rules of its format.</summary>
public sealed class BagFormatException(string file, long offset, string record, string problem)
    : BagException($"{file}: {record} at offset {offset}: {problem}")
{
    /// <summary>The file.</summary>
    public string File { get; } = file;

    /// <summary>Byte offset of the record in the file.</summary>
    public long Offset { get; } = offset;

    /// <summary>Kind of the record.</summary>
    public string Record { get; } = record;

    /// <summary>What is wrong with it.</summary>
    public string Problem { get; } = problem;
}
