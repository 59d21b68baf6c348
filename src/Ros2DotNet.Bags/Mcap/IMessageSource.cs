namespace Ros2DotNet.Bags.Mcap;

/// <summary>Messages of one part of a file in the order of their log times.</summary>
internal interface IMessageSource
{
    /// <summary>Log time and place of the current message; the order over all sources.</summary>
    (ulong LogTime, long Offset) Key { get; }

    /// <summary>Goes to the next wanted message; false at the end.</summary>
    bool Next();

    /// <summary>The fields of the current message, valid until <see cref="Next"/>.</summary>
    ReadOnlySpan<byte> Body { get; }
}
