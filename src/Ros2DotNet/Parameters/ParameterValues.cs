using System.Globalization;

namespace Ros2DotNet;

/// <summary>
/// Values of parameters have nine types: bool, long, double, string, and arrays of byte, bool, long, double and string.
/// Code may declare int and float; they are long and double to everybody else.
/// </summary>
internal static class ParameterValues
{
    /// <summary>A value of one of the nine types; throws for anything that is no parameter.</summary>
    public static object Canonical(object value) => value switch
    {
        bool or long or double or string or byte[] or bool[] or long[] or double[] or string[] => value,
        int integer => (long)integer,
        // 0.35f is 0.3499999940395355; what was meant is 0.35.
        float real => double.Parse(real.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"a parameter cannot be of type {value.GetType().Name}"),
    };

    /// <summary>The canonical value as the type that code declared.</summary>
    public static T As<T>(object value) => value switch
    {
        T same => same,
        long integer when typeof(T) == typeof(int) => (T)(object)checked((int)integer),
        double real when typeof(T) == typeof(float) => (T)(object)(float)real,
        _ => throw new RosParameterException(
            $"the value {Text(value)} is {TypeName(value.GetType())} and not {TypeName(typeof(T))}"),
    };

    /// <summary>
    /// <paramref name="value"/> as a value of <paramref name="type"/> where ROS users expect it: an integer for a
    /// double, an empty list for any list, and anything as it was written for a text; null where they are different
    /// things.
    /// </summary>
    public static object? Convert(object value, Type type, string? written) => value switch
    {
        _ when value.GetType() == type => value,
        long integer when type == typeof(double) => (double)integer,
        long[] integers when type == typeof(double[]) => integers.Select(integer => (double)integer).ToArray(),
        long[] integers when type == typeof(byte[]) && integers.All(integer => integer is >= 0 and <= 255) =>
            integers.Select(integer => (byte)integer).ToArray(),
        string[] { Length: 0 } when type.IsArray => Array.CreateInstance(type.GetElementType()!, 0),
        // A path or label that looks like a number is still a text where a text is wanted.
        long or double or bool when type == typeof(string) && written is not null => written,
        _ => null,
    };

    public static bool AreEqual(object a, object b) => a is Array left && b is Array right
        ? left.GetType() == right.GetType() && left.Cast<object>().SequenceEqual(right.Cast<object>())
        : a.Equals(b);

    /// <summary>What is wrong with a value by its descriptor, as "allowed is ..."; null if nothing is.</summary>
    public static string? Allowed(object value, ParameterDescriptor descriptor)
    {
        var bad = value switch
        {
            string text => descriptor.Allowed is not null && !descriptor.Allowed.Contains(text),
            long integer => IsOutside(integer, descriptor),
            double real => (descriptor.Minimum ?? descriptor.Maximum) is not null &&
                (double.IsNaN(real) || IsOutside(real, descriptor)),
            _ => false,
        };
        return !bad ? null : descriptor switch
        {
            { Allowed: { } texts } => string.Join(", ", texts),
            { Minimum: { } minimum, Maximum: { } maximum, Step: > 0 } =>
                $"{Text(minimum)} to {Text(maximum)} in steps of {Text(descriptor.Step)}",
            { Minimum: { } minimum, Maximum: { } maximum } => $"{Text(minimum)} to {Text(maximum)}",
            { Minimum: { } minimum } => $"{Text(minimum)} or more",
            { Maximum: { } maximum } => $"{Text(maximum)} or less",
            _ => "a number",
        };
    }

    public static string Text(object value) => value switch
    {
        Array items => "[" + string.Join(", ", items.Cast<object>().Select(Text)) + "]",
        bool truth => truth ? "true" : "false",
        _ => System.Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    public static string TypeName(Type type) => type switch
    {
        _ when type == typeof(bool) => "a bool",
        _ when type == typeof(int) || type == typeof(long) => "an integer",
        _ when type == typeof(float) || type == typeof(double) => "a double",
        _ when type == typeof(string) => "a string",
        _ when type == typeof(byte[]) => "a list of bytes",
        _ when type == typeof(bool[]) => "a list of bools",
        _ when type == typeof(long[]) => "a list of integers",
        _ when type == typeof(double[]) => "a list of doubles",
        _ when type == typeof(string[]) => "a list of strings",
        _ => type.Name,
    };

    private static bool IsOutside(double number, ParameterDescriptor descriptor)
    {
        if (number < descriptor.Minimum || number > descriptor.Maximum)
        {
            return true;
        }

        if (descriptor.Step <= 0 || number == descriptor.Maximum)
        {
            return false;
        }

        // As rclcpp compares: a value counts as on a step within a few units of its last place.
        var steps = Math.Round((number - (descriptor.Minimum ?? 0)) / descriptor.Step);
        var nearest = (descriptor.Minimum ?? 0) + steps * descriptor.Step;
        return Math.Abs(nearest - number) > 1e-9 * Math.Max(1, Math.Abs(number));
    }
}
