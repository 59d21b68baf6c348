using System;

namespace Ros2DotNet.Generator;

/// <summary>A line of a <c>.msg</c> file that does not follow the interface language.</summary>
internal sealed class MessageSyntaxException(int line, string message) : Exception(message)
{
    /// <summary>Line of the file, counted from 0.</summary>
    public int Line { get; } = line;
}
