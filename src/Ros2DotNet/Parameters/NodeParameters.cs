namespace Ros2DotNet;

/// <summary>
/// The parameters of a node. A declared parameter takes the last value given for it by <c>-p</c> or a parameter file.
/// An integer given for a double is taken as that double. Any thread may read and set.
/// </summary>
public sealed class NodeParameters
{
    private readonly Lock _gate = new();
    private readonly string _node;
    private readonly Dictionary<string, ParameterOverride> _overrides = [];
    private readonly SortedDictionary<string, Entry> _declared = new(StringComparer.Ordinal);
    private Func<IReadOnlyList<ParameterChange>, string?>[] _checks = [];

    internal NodeParameters(string fullyQualifiedNodeName, IEnumerable<ParameterOverride> overrides)
    {
        _node = fullyQualifiedNodeName;
        foreach (var item in overrides.Where(item => item.AppliesTo(fullyQualifiedNodeName)))
        {
            _overrides[item.Name] = item;
        }
    }

    /// <summary>Parameters were declared, set or taken back; raised on the thread that did it.</summary>
    public event Action<IReadOnlyList<ParameterChange>>? Changed;

    /// <summary>Declared parameters with their values, by name.</summary>
    public IReadOnlyDictionary<string, object> Values
    {
        get
        {
            lock (_gate)
            {
                return _declared.ToDictionary(pair => pair.Key, pair => pair.Value.Value);
            }
        }
    }

    /// <summary>
    /// Values that were given from outside for names that start with <paramref name="prefix"/>, declared or not.
    /// </summary>
    public IReadOnlyDictionary<string, object> GivenUnder(string prefix) => _overrides
        .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(pair => pair.Key, pair => pair.Value.Value);

    /// <summary>Declares a parameter and returns its value.</summary>
    /// <typeparam name="T">bool, int, long, float, double, string, or an array of byte, bool, long, double or
    /// string.</typeparam>
    /// <exception cref="RosParameterException">The value given is of another type or outside of what is
    /// allowed.</exception>
    public T Declare<T>(string name, T defaultValue, ParameterDescriptor? descriptor = null) where T : notnull
    {
        descriptor ??= new ParameterDescriptor();
        var value = ParameterValues.Canonical(defaultValue);
        lock (_gate)
        {
            if (_declared.ContainsKey(name))
            {
                throw new RosParameterException($"the parameter '{name}' of {_node} is declared twice");
            }

            if (_overrides.TryGetValue(name, out var given))
            {
                value = Given(name, given, value.GetType(), typeof(T), descriptor);
            }

            _declared.Add(name, new Entry(value, descriptor, typeof(T)));
        }

        Changed?.Invoke([new ParameterChange(name, value, ParameterChangeKind.Declared)]);
        return ParameterValues.As<T>(value);
    }

    /// <summary>Declares a parameter whose type is only known at run time.</summary>
    /// <exception cref="RosParameterException">The value given is of another type or outside of what is
    /// allowed.</exception>
    public object Declare(ParameterDefinition definition)
    {
        var (name, value, descriptor) = definition;
        return value switch
        {
            bool truth => Declare(name, truth, descriptor),
            long integer => Declare(name, integer, descriptor),
            double real => Declare(name, real, descriptor),
            string text => Declare(name, text, descriptor),
            byte[] bytes => Declare(name, bytes, descriptor),
            bool[] truths => Declare(name, truths, descriptor),
            long[] integers => Declare(name, integers, descriptor),
            double[] reals => Declare(name, reals, descriptor),
            string[] texts => Declare(name, texts, descriptor),
            _ => throw new ArgumentException($"the parameter '{name}' cannot be of type {value.GetType().Name}"),
        };
    }

    /// <summary>The value of a declared parameter.</summary>
    /// <exception cref="RosParameterException">It is not declared, or of another type.</exception>
    public T Get<T>(string name)
    {
        lock (_gate)
        {
            return _declared.TryGetValue(name, out var entry) ? ParameterValues.As<T>(entry.Value)
                : throw new RosParameterException($"the parameter '{name}' of {_node} is not declared");
        }
    }

    /// <summary>The value and descriptor of a parameter; false if it is not declared.</summary>
    public bool TryGet(string name, out object value, out ParameterDescriptor descriptor)
    {
        lock (_gate)
        {
            var found = _declared.TryGetValue(name, out var entry);
            (value, descriptor) = found ? (entry!.Value, entry.Descriptor) : ("", new ParameterDescriptor());
            return found;
        }
    }

    /// <summary>Sets one parameter.</summary>
    public ParameterSetResult Set(string name, object value) => Set([(name, value)]);

    /// <summary>Sets all or none.</summary>
    public ParameterSetResult Set(IReadOnlyList<(string Name, object Value)> values)
    {
        var changes = new List<ParameterChange>(values.Count);
        lock (_gate)
        {
            foreach (var (name, value) in values)
            {
                if (Problem(name, value, out var canonical) is { } problem)
                {
                    return ParameterSetResult.Refused(problem);
                }

                changes.Add(new ParameterChange(name, canonical, ParameterChangeKind.Set));
            }
        }

        foreach (var check in _checks)
        {
            if (check(changes) is { } reason)
            {
                return ParameterSetResult.Refused(reason);
            }
        }

        lock (_gate)
        {
            foreach (var change in changes)
            {
                _declared[change.Name] = _declared[change.Name] with { Value = change.Value };
            }
        }

        Changed?.Invoke(changes);
        return ParameterSetResult.Success;
    }

    /// <summary>
    /// Asks <paramref name="check"/> before values are set; a text that it returns is the reason of a refusal.
    /// </summary>
    /// <returns>Ends the asking when disposed.</returns>
    public IDisposable OnSet(Func<IReadOnlyList<ParameterChange>, string?> check)
    {
        lock (_gate)
        {
            _checks = [.. _checks, check];
        }

        return new Unsubscriber(() =>
        {
            lock (_gate)
            {
                _checks = [.. _checks.Where(other => other != check)];
            }
        });
    }

    /// <summary>Takes a parameter back.</summary>
    /// <exception cref="RosParameterException">It is not declared or read-only.</exception>
    public void Undeclare(string name)
    {
        object value;
        lock (_gate)
        {
            if (!_declared.TryGetValue(name, out var entry) || entry.Descriptor.ReadOnly)
            {
                throw new RosParameterException($"the parameter '{name}' of {_node} cannot be taken back: it is " +
                    $"{(entry is null ? "not declared" : "read-only")}");
            }

            value = entry.Value;
            _declared.Remove(name);
        }

        Changed?.Invoke([new ParameterChange(name, value, ParameterChangeKind.Undeclared)]);
    }

    /// <summary>Fails if a value was given for a parameter that is not declared.</summary>
    /// <exception cref="RosParameterException">Names the parameter and the nearest one that exists.</exception>
    public void RejectUnknown()
    {
        lock (_gate)
        {
            var unknown = _overrides.Values
                .Where(item => !_declared.ContainsKey(item.Name) && !QosOverrides.IsOverride(item.Name));
            foreach (var item in unknown)
            {
                var names = _declared.Keys.Where(name => !QosOverrides.IsOverride(name)).ToArray();
                var nearest = names.MinBy(name => EditDistance(name, item.Name));
                throw new RosParameterException($"{_node} has no parameter '{item.Name}' (given by {item.Origin})" +
                    (nearest is null ? "" : $"; the nearest one is '{nearest}', and allowed are " +
                        $"{string.Join(", ", names)}"));
            }
        }
    }

    private object Given(string name, ParameterOverride given, Type type, Type declaredType,
        ParameterDescriptor descriptor)
    {
        var value = descriptor.DynamicTyping ? given.Value : ParameterValues.Convert(given.Value, type, given.Written);
        if (value is null)
        {
            throw new RosParameterException(
                $"the parameter '{name}' of {_node} is {ParameterValues.TypeName(type)}, but {given.Origin} gives " +
                $"{ParameterValues.TypeName(given.Value.GetType())} ({ParameterValues.Text(given.Value)})");
        }

        return Allowed(value, declaredType, descriptor) is not { } allowed ? value : throw new RosParameterException(
            $"the parameter '{name}' of {_node} cannot be {ParameterValues.Text(value)} ({given.Origin}); allowed is " +
            $"{allowed}");
    }

    private string? Problem(string name, object value, out object canonical)
    {
        canonical = value;
        if (!_declared.TryGetValue(name, out var entry))
        {
            return $"the parameter '{name}' of {_node} is not declared";
        }

        if (entry.Descriptor.ReadOnly)
        {
            return $"the parameter '{name}' of {_node} is read-only";
        }

        canonical = ParameterValues.Canonical(value);
        if (!entry.Descriptor.DynamicTyping)
        {
            var type = entry.Value.GetType();
            if (ParameterValues.Convert(canonical, type, null) is not { } converted)
            {
                return $"the parameter '{name}' of {_node} is {ParameterValues.TypeName(type)} and cannot be " +
                    $"{ParameterValues.TypeName(canonical.GetType())} ({ParameterValues.Text(canonical)})";
            }

            canonical = converted;
        }

        return Allowed(canonical, entry.Type, entry.Descriptor) is not { } allowed ? null
            : $"the parameter '{name}' of {_node} cannot be {ParameterValues.Text(canonical)}; allowed is {allowed}";
    }

    // What code declares as int is an integer of 64 bits to everybody else.
    private static string? Allowed(object value, Type declaredType, ParameterDescriptor descriptor) =>
        ParameterValues.Allowed(value, descriptor) ??
            (declaredType == typeof(int) && value is < (long)int.MinValue or > (long)int.MaxValue
                ? $"{ParameterValues.Text(descriptor.Minimum ?? int.MinValue)} to {int.MaxValue}" : null);

    private static int EditDistance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                (diagonal, row[j]) =
                    (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }

    private sealed record Entry(object Value, ParameterDescriptor Descriptor, Type Type);

    private sealed class Unsubscriber(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
