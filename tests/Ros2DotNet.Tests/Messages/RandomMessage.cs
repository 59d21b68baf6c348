using System.Reflection;
using Ros2DotNet.Messages.RclInterfaces;

namespace Ros2DotNet.Tests.Messages;

/// <summary>Fills any message with random values; the same seed gives the same message.</summary>
internal sealed class RandomMessage(Random random, string[] texts)
{
    // At most 256 bytes, the bound of the strings of rmw_dds_common.
    private static readonly string[] Texts =
        ["", "a", "camera_front", "Fußgänger", "日本語", "𝕏 marks", new('x', 256), new('é', 128)];

    private static readonly string[] AsciiTexts = [.. Texts.Where(text => System.Text.Ascii.IsValid(text))];

    public static object Of(MessageTypeSupport support, Random random, bool asciiOnly = false)
    {
        var message = support.Create();
        new RandomMessage(random, asciiOnly ? AsciiTexts : Texts).Fill(message);
        return message;
    }

    private void Fill(object message)
    {
        foreach (var property in message.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var value = property.GetValue(message)!;
            if (value is Array array)
            {
                for (var i = 0; i < array.Length; i++)
                {
                    array.SetValue(Value(array.GetType().GetElementType()!, array.GetValue(i)), i);
                }
            }
            else if (value.GetType().IsGenericType)
            {
                FillSequence(value);
            }
            else if (Value(property.PropertyType, value) is var filled && property.CanWrite)
            {
                property.SetValue(message, filled);
            }
        }
    }

    private void FillSequence(object sequence) =>
        typeof(RandomMessage).GetMethod(nameof(FillItems), BindingFlags.NonPublic | BindingFlags.Instance)!
            .MakeGenericMethod(sequence.GetType().GetGenericArguments()).Invoke(this, [sequence]);

    private void FillItems<T>(Sequence<T> sequence)
    {
        // Sequences of ranges are the only bounded ones, by one.
        var bounded = typeof(T) == typeof(FloatingPointRange) || typeof(T) == typeof(IntegerRange);
        sequence.Resize(random.Next(bounded ? 2 : 4));
        foreach (ref var item in sequence.AsSpan())
        {
            item = (T)Value(typeof(T), item);
        }
    }

    private object Value(Type type, object? current)
    {
        if (type == typeof(string))
        {
            return texts[random.Next(texts.Length)];
        }

        if (type == typeof(bool))
        {
            return random.Next(2) == 1;
        }

        if (type == typeof(float) || type == typeof(double))
        {
            return Convert.ChangeType(random.NextDouble() * 1e6 - 5e5, type);
        }

        if (type.IsPrimitive)
        {
            var bits = random.NextInt64(long.MinValue, long.MaxValue);
            return Type.GetTypeCode(type) switch
            {
                TypeCode.SByte => (sbyte)bits,
                TypeCode.Byte => (byte)bits,
                TypeCode.Int16 => (short)bits,
                TypeCode.UInt16 => (ushort)bits,
                TypeCode.Int32 => (int)bits,
                TypeCode.UInt32 => (uint)bits,
                TypeCode.UInt64 => (object)(ulong)bits,
                _ => bits,
            };
        }

        Fill(current!);
        return current!;
    }
}
