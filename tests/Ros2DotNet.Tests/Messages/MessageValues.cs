using System.Collections;
using System.Text.Json;

namespace Ros2DotNet.Tests.Messages;

/// <summary>Values that others read or wrote, against ours.</summary>
internal static class MessageValues
{
    /// <summary>Compares a message with the JSON object of its fields, by their ROS names.</summary>
    public static void AssertEqual(string path, JsonElement expected, object? actual)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in expected.EnumerateObject())
                {
                    AssertEqual($"{path}.{member.Name}", member.Value, Member(actual!, member.Name, path));
                }

                break;
            case JsonValueKind.Array:
                var items = Items(actual!).ToList();
                Assert.True(expected.GetArrayLength() == items.Count,
                    $"{path}: {items.Count} elements, expected {expected.GetArrayLength()}");
                for (var i = 0; i < items.Count; i++)
                {
                    AssertEqual($"{path}[{i}]", expected[i], items[i]);
                }

                break;
            case JsonValueKind.String when actual is string text:
                Assert.True(expected.GetString() == text, $"{path}: '{text}', expected '{expected.GetString()}'");
                break;
            case JsonValueKind.String when actual is byte octet:
                // rclpy keeps a single octet as a bytes object of one byte.
                Assert.True(expected.GetString()![0] == octet, $"{path}: {octet}");
                break;
            case JsonValueKind.True or JsonValueKind.False:
                Assert.True(expected.GetBoolean() == (bool)actual!, path);
                break;
            case JsonValueKind.Number when actual is float number:
                Assert.True((float)expected.GetDouble() == number, $"{path}: {number}, expected {expected}");
                break;
            case JsonValueKind.Number when actual is double number:
                Assert.True(expected.GetDouble() == number, $"{path}: {number}, expected {expected}");
                break;
            case JsonValueKind.Number when actual is ulong number:
                Assert.True(expected.GetUInt64() == number, $"{path}: {number}, expected {expected}");
                break;
            case JsonValueKind.Number:
                Assert.True(expected.GetInt64() == Convert.ToInt64(actual), $"{path}: {actual}, expected {expected}");
                break;
            default:
                Assert.Fail($"{path}: {expected.ValueKind} against {actual}");
                break;
        }
    }

    private static object? Member(object message, string rosName, string path)
    {
        var wanted = string.Concat(rosName.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
        var property = message.GetType().GetProperty(wanted) ?? message.GetType().GetProperty(wanted + "Value");
        Assert.True(property is not null, $"{path} has no member {wanted}");
        return property.GetValue(message);
    }

    private static IEnumerable<object?> Items(object sequence)
    {
        if (sequence is IEnumerable array)
        {
            return array.Cast<object?>();
        }

        var type = sequence.GetType();
        var count = (int)type.GetProperty("Count")!.GetValue(sequence)!;
        var copy = (Array)type.GetMethod("ToArray")!.Invoke(sequence, null)!;
        Assert.Equal(count, copy.Length);
        return copy.Cast<object?>();
    }
}
