using System.Globalization;

namespace Ros2DotNet;

/// <summary>
/// The parameters of a node. A declared parameter takes the last value given for it by <c>-p</c> or a parameter file. An
/// integer given for a double is taken as that double.
/// </summary>
public sealed class NodeParameters
{
    private readonly string _node;
    private readonly Dictionary<string, ParameterOverride> _overrides = [];
    private readonly SortedDictionary<string, (object Value, ParameterDescriptor Descriptor)> _declared = new(StringComparer.Ordinal);

    internal NodeParameters(string fullyQualifiedNodeName, IEnumerable<ParameterOverride> overrides)
    {
        _node = fullyQualifiedNodeName;
        foreach (var item in overrides.Where(item => item.AppliesTo(fullyQualifiedNodeName)))
        {
            _overrides[item.Name] = item;
        }
    }

    /// <summary>Declared parameters with their values, by name.</summary>
    public IReadOnlyDictionary<string, object> Values => _declared.ToDictionary(pair => pair.Key, pair => pair.Value.Value);

    /// <summary>Declares a parameter and returns its value.</summary>
    /// <typeparam name="T">bool, int, long, float, double, string, or an array of bool, long, double or string.</typeparam>
    /// <exception cref="RosParameterException">The value given is of another type or outside of what is allowed.</exception>
    public T Declare<T>(string name, T defaultValue, ParameterDescriptor? descriptor = null) where T : notnull
    {
        descriptor ??= new ParameterDescriptor();
        if (_declared.ContainsKey(name))
        {
            throw new RosParameterException($"the parameter '{name}' of {_node} is declared twice");
        }

        var value = defaultValue;
        if (_overrides.TryGetValue(name, out var given))
        {
            value = Convert<T>(name, given);
            CheckAllowed(name, value, descriptor, given.Origin);
        }

        _declared.Add(name, (value, descriptor));
        return value;
    }

    /// <summary>Fails if a value was given for a parameter that is not declared.</summary>
    /// <exception cref="RosParameterException">Names the parameter and the nearest one that exists.</exception>
    public void RejectUnknown()
    {
        foreach (var item in _overrides.Values.Where(item => !_declared.ContainsKey(item.Name) && !item.Name.StartsWith("qos_overrides.", StringComparison.Ordinal)))
        {
            var nearest = _declared.Keys.MinBy(name => EditDistance(name, item.Name));
            throw new RosParameterException($"{_node} has no parameter '{item.Name}' (given by {item.Origin})" +
                (nearest is null ? "" : $"; the nearest one is '{nearest}', and allowed are {string.Join(", ", _declared.Keys)}"));
        }
    }

    private T Convert<T>(string name, ParameterOverride given) where T : notnull
    {
        object? converted = given.Value switch
        {
            T same => same,
            long integer when typeof(T) == typeof(int) && integer is >= int.MinValue and <= int.MaxValue => (int)integer,
            long integer when typeof(T) == typeof(double) => (double)integer,
            long integer when typeof(T) == typeof(float) => (float)integer,
            double real when typeof(T) == typeof(float) => (float)real,
            long[] integers when typeof(T) == typeof(double[]) => integers.Select(integer => (double)integer).ToArray(),
            string[] { Length: 0 } when typeof(T).IsArray => Array.CreateInstance(typeof(T).GetElementType()!, 0),
            // A path or label that looks like a number is still a text where a text is wanted.
            long or double or bool when typeof(T) == typeof(string) => given.Written,
            _ => null,
        };
        return converted is T value ? value : throw new RosParameterException(
            $"the parameter '{name}' of {_node} is {TypeName(typeof(T))}, but {given.Origin} gives {TypeName(given.Value.GetType())} ({Text(given.Value)})");
    }

    private void CheckAllowed(string name, object value, ParameterDescriptor descriptor, string origin)
    {
        var bad = value switch
        {
            string text => descriptor.Allowed is not null && !descriptor.Allowed.Contains(text),
            bool or Array => false,
            _ => System.Convert.ToDouble(value, CultureInfo.InvariantCulture) is var number &&
                (double.IsNaN(number) || number < descriptor.Minimum || number > descriptor.Maximum),
        };
        if (!bad)
        {
            return;
        }

        var allowed = descriptor switch
        {
            { Allowed: { } texts } => string.Join(", ", texts),
            { Minimum: { } minimum, Maximum: { } maximum } => $"{Text(minimum)} to {Text(maximum)}",
            { Minimum: { } minimum } => $"{Text(minimum)} or more",
            { Maximum: { } maximum } => $"{Text(maximum)} or less",
            _ => "a number",
        };
        throw new RosParameterException($"the parameter '{name}' of {_node} cannot be {Text(value)} ({origin}); allowed is {allowed}");
    }

    private static string Text(object value) => value is Array items
        ? "[" + string.Join(", ", items.Cast<object>().Select(Text)) + "]"
        : System.Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static string TypeName(Type type) => type switch
    {
        _ when type == typeof(bool) => "a bool",
        _ when type == typeof(int) || type == typeof(long) => "an integer",
        _ when type == typeof(float) || type == typeof(double) => "a double",
        _ when type == typeof(string) => "a string",
        _ => "a list",
    };

    private static int EditDistance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
