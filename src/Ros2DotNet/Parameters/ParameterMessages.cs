using Ros2DotNet.Messages.RclInterfaces;

namespace Ros2DotNet;

/// <summary>Parameters as messages of rcl_interfaces and back.</summary>
public static class ParameterMessages
{
    /// <summary>Puts a value into a message.</summary>
    public static void Fill(ParameterValue message, object value)
    {
        Clear(message);
        message.Type = TypeOf(value);
        switch (value)
        {
            case bool truth:
                message.BoolValue = truth;
                break;
            case long integer:
                message.IntegerValue = integer;
                break;
            case double real:
                message.DoubleValue = real;
                break;
            case string text:
                message.StringValue = text;
                break;
            case byte[] bytes:
                message.ByteArrayValue.Assign(bytes);
                break;
            case bool[] truths:
                message.BoolArrayValue.Assign(truths);
                break;
            case long[] integers:
                message.IntegerArrayValue.Assign(integers);
                break;
            case double[] reals:
                message.DoubleArrayValue.Assign(reals);
                break;
            case string[] texts:
                message.StringArrayValue.Assign(texts);
                break;
        }
    }

    /// <summary>The value in a message; null if none is set.</summary>
    public static object? Read(ParameterValue message) => message.Type switch
    {
        ParameterType.ParameterBool => message.BoolValue,
        ParameterType.ParameterInteger => message.IntegerValue,
        ParameterType.ParameterDouble => message.DoubleValue,
        ParameterType.ParameterString => message.StringValue,
        ParameterType.ParameterByteArray => message.ByteArrayValue.AsSpan().ToArray(),
        ParameterType.ParameterBoolArray => message.BoolArrayValue.AsSpan().ToArray(),
        ParameterType.ParameterIntegerArray => message.IntegerArrayValue.AsSpan().ToArray(),
        ParameterType.ParameterDoubleArray => message.DoubleArrayValue.AsSpan().ToArray(),
        ParameterType.ParameterStringArray => message.StringArrayValue.AsSpan().ToArray(),
        _ => null,
    };

    /// <summary>The number of a value's type in <c>ParameterType</c>.</summary>
    public static byte TypeOf(object value) => value switch
    {
        bool => ParameterType.ParameterBool,
        long => ParameterType.ParameterInteger,
        double => ParameterType.ParameterDouble,
        string => ParameterType.ParameterString,
        byte[] => ParameterType.ParameterByteArray,
        bool[] => ParameterType.ParameterBoolArray,
        long[] => ParameterType.ParameterIntegerArray,
        double[] => ParameterType.ParameterDoubleArray,
        string[] => ParameterType.ParameterStringArray,
        _ => ParameterType.ParameterNotSet,
    };

    /// <summary>A value as <c>-p name:=value</c> takes it, typed as YAML types it.</summary>
    /// <exception cref="RosArgumentException">It is neither a scalar nor a list.</exception>
    public static object ParseText(string text) => ParameterYaml.ParseValue(text, text);

    /// <summary>
    /// A value of code as one of the types that parameters have: int becomes long, float the double that is written the
    /// same.
    /// </summary>
    public static object ToValue(object value) => ParameterValues.Canonical(value);

    /// <summary>A value as text, lists in brackets.</summary>
    public static string ToText(object value) => ParameterValues.Text(value);

    internal static void Fill(Ros2DotNet.Messages.RclInterfaces.ParameterDescriptor message, string name, object value,
        ParameterDescriptor descriptor)
    {
        message.Name = name;
        message.Type = TypeOf(value);
        message.Description = descriptor.Description;
        message.AdditionalConstraints = descriptor.Allowed is { } allowed &&
            descriptor.AdditionalConstraints.Length == 0
            ? $"one of {string.Join(", ", allowed)}" : descriptor.AdditionalConstraints;
        message.ReadOnly = descriptor.ReadOnly;
        message.DynamicTyping = descriptor.DynamicTyping;
        if ((descriptor.Minimum ?? descriptor.Maximum) is null)
        {
            return;
        }

        switch (value)
        {
            case long:
                var integers = message.IntegerRange.Add();
                integers.FromValue = ToInteger(descriptor.Minimum, long.MinValue);
                integers.ToValue = ToInteger(descriptor.Maximum, long.MaxValue);
                integers.Step = (ulong)descriptor.Step;
                break;
            case double:
                var reals = message.FloatingPointRange.Add();
                reals.FromValue = descriptor.Minimum ?? double.MinValue;
                reals.ToValue = descriptor.Maximum ?? double.MaxValue;
                reals.Step = descriptor.Step;
                break;
        }
    }

    private static void Clear(ParameterValue message)
    {
        (message.BoolValue, message.IntegerValue, message.DoubleValue, message.StringValue) = (false, 0, 0, "");
        message.ByteArrayValue.Clear();
        message.BoolArrayValue.Clear();
        message.IntegerArrayValue.Clear();
        message.DoubleArrayValue.Clear();
        message.StringArrayValue.Clear();
    }

    private static long ToInteger(double? bound, long otherwise) => bound is { } value ? (long)value : otherwise;
}
