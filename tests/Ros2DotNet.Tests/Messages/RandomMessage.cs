using System.Reflection;
using Ros2DotNet.Messages.RclInterfaces;

namespace Ros2DotNet.Tests.Messages;

/// <summary>Fills any message with random values; the same seed gives the same message.</summary>
internal static class RandomMessage
{
    // At most 256 bytes, the bound of the strings of rmw_dds_common.
    private static readonly string[] Texts = ["", "a", "camera_front", "Fußgänger", "日本語", "𝕏 marks", new('x', 256), new('é', 128)];

    public static object Of(MessageTypeSupport support, Random random)
    {
        var message = support.Create();
        Fill(message, random);
        return message;
    }

    private static void Fill(object message, Random random)
    {
        foreach (var property in message.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var value = property.GetValue(message)!;
            if (value is Array array)
            {
                for (var i = 0; i < array.Length; i++)
                {
                    array.SetValue(Value(array.GetType().GetElementType()!, array.GetValue(i), random), i);
                }
            }
            else if (value.GetType().IsGenericType)
            {
                FillSequence(value, random);
            }
            else if (Value(property.PropertyType, value, random) is var filled && property.CanWrite)
            {
                property.SetValue(message, filled);
            }
        }
    }

    private static void FillSequence(object sequence, Random random) =>
        typeof(RandomMessage).GetMethod(nameof(FillItems), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(sequence.GetType().GetGenericArguments()).Invoke(null, [sequence, random]);

    private static void FillItems<T>(Sequence<T> sequence, Random random)
    {
        // Sequences of ranges are the only bounded ones, by one.
        var bounded = typeof(T) == typeof(FloatingPointRange) || typeof(T) == typeof(IntegerRange);
        sequence.Resize(random.Next(bounded ? 2 : 4));
        foreach (ref var item in sequence.AsSpan())
        {
            item = (T)Value(typeof(T), item, random);
        }
    }

    private static object Value(Type type, object? current, Random random)
    {
        if (type == typeof(string))
        {
            return Texts[random.Next(Texts.Length)];
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

        Fill(current!, random);
        return current!;
    }
}
