namespace Ros2DotNet.Bags;

/// <summary>
/// A message of a type that is known by its text only. Values are numbers, bool, string, another such message, or
/// arrays of them.
/// </summary>
public sealed class DynamicMessage
{
    private readonly IReadOnlyList<SchemaField> _fields;
    private readonly object[] _values;

    internal DynamicMessage(IReadOnlyList<SchemaField> fields, object[] values)
    {
        _fields = fields;
        _values = values;
    }

    /// <summary>The value of a field.</summary>
    /// <exception cref="KeyNotFoundException">There is no such field.</exception>
    public object this[string field]
    {
        get
        {
            for (var i = 0; i < _fields.Count; i++)
            {
                if (_fields[i].Name == field)
                {
                    return _values[i];
                }
            }

            throw new KeyNotFoundException(
                $"there is no field '{field}' among {string.Join(", ", _fields.Select(item => item.Name))}");
        }
    }

    /// <summary>The message as YAML, long arrays cut.</summary>
    public override string ToString() => MessageText.Format(Write);

    private void Write(MessageText text)
    {
        for (var i = 0; i < _fields.Count; i++)
        {
            var name = _fields[i].Name;
            switch (_values[i])
            {
                case DynamicMessage message: text.Message(name, message.Write); break;
                case DynamicMessage[] messages:
                    text.Messages<DynamicMessage>(name, messages,
                    static (item, to) => item.Write(to)); break;
                case Array array: WriteArray(text, name, array); break;
                case var value: text.Value(name, value); break;
            }
        }
    }

    // By the type code: the runtime takes an sbyte[] for a byte[] as well.
    private static void WriteArray(MessageText text, string name, Array array)
    {
        switch (Type.GetTypeCode(array.GetType().GetElementType()))
        {
            case TypeCode.Boolean: text.Values<bool>(name, (bool[])array); break;
            case TypeCode.Byte: text.Values<byte>(name, (byte[])array); break;
            case TypeCode.SByte: text.Values<sbyte>(name, (sbyte[])array); break;
            case TypeCode.Int16: text.Values<short>(name, (short[])array); break;
            case TypeCode.UInt16: text.Values<ushort>(name, (ushort[])array); break;
            case TypeCode.Int32: text.Values<int>(name, (int[])array); break;
            case TypeCode.UInt32: text.Values<uint>(name, (uint[])array); break;
            case TypeCode.Int64: text.Values<long>(name, (long[])array); break;
            case TypeCode.UInt64: text.Values<ulong>(name, (ulong[])array); break;
            case TypeCode.Single: text.Values<float>(name, (float[])array); break;
            case TypeCode.Double: text.Values<double>(name, (double[])array); break;
            default: text.Values<string>(name, (string[])array); break;
        }
    }
}
