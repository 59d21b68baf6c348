using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Ros2DotNet.Generator;

/// <summary>All messages of a compilation, with what follows from the references between them.</summary>
internal sealed class MessageCatalog(IEnumerable<MessageSpec> messages, ISet<string>? unreadable = null)
{
    private readonly Dictionary<string, long> _minimumSizes = [];
    private readonly Dictionary<string, MessageSpec> _messages = messages.ToDictionary(message => message.FullName);

    public IEnumerable<MessageSpec> Messages =>
        _messages.Values.OrderBy(message => message.FullName, StringComparer.Ordinal);

    public bool Contains(string fullName) => _messages.ContainsKey(fullName);

    public MessageSpec this[string fullName] => _messages[fullName];

    /// <summary>Every message that <paramref name="message"/> refers to, in the order of first mention.</summary>
    public IReadOnlyList<MessageSpec> References(MessageSpec message)
    {
        var found = new List<MessageSpec>();
        var seen = new HashSet<string> { message.FullName };
        Visit(message);
        return found;

        void Visit(MessageSpec current)
        {
            foreach (var field in current.Fields)
            {
                if (field.Type.IsMessage && seen.Add(field.Type.Name))
                {
                    var referred = _messages[field.Type.Name];
                    found.Add(referred);
                    Visit(referred);
                }
            }
        }
    }

    /// <summary>The first field whose message is not here or leads back to where it is; null if all is well.</summary>
    public MessageSyntaxException? FirstProblem(MessageSpec message)
    {
        foreach (var field in message.Fields)
        {
            // A file that could not be read has been reported for itself.
            if (field.Type.IsMessage && !Contains(field.Type.Name) && unreadable?.Contains(field.Type.Name) != true)
            {
                return new(field.Line,
                    $"the field '{field.Name}' refers to {field.Type.Name}, which is not among the .msg files");
            }

            if (field.Type.IsMessage && Contains(field.Type.Name)
                && (field.Type.Name == message.FullName || Reaches(this[field.Type.Name], message.FullName, [])))
            {
                return new(field.Line, $"the field '{field.Name}' makes the message contain itself");
            }
        }

        return null;
    }

    /// <summary>
    /// Fewest bytes that a message takes in CDR, padding left out. It bounds how many of them a buffer can hold, so
    /// that a false count cannot make a reader allocate more than the buffer justifies.
    /// </summary>
    public int MinimumSize(MessageSpec message)
    {
        return (int)Math.Min(int.MaxValue, Size(message));

        long Size(MessageSpec current)
        {
            if (!_minimumSizes.TryGetValue(current.FullName, out var size))
            {
                // An empty message is one octet.
                size = Math.Max(1, current.Fields.Sum(field => field.Type.Shape switch
                {
                    FieldShape.Single => Element(field.Type),
                    FieldShape.FixedArray => field.Type.Capacity * Element(field.Type),
                    _ => sizeof(uint),
                }));
                _minimumSizes.Add(current.FullName, size);
            }

            return size;
        }

        long Element(FieldType type) =>
            type.IsMessage ? Size(_messages[type.Name]) : type.Primitive!.Size is var size and > 0
                ? size
                : sizeof(uint);
    }

    private bool Reaches(MessageSpec message, string target, HashSet<string> seen)
    {
        foreach (var field in message.Fields.Where(field => field.Type.IsMessage && Contains(field.Type.Name)))
        {
            if (field.Type.Name == target)
            {
                return true;
            }

            if (seen.Add(field.Type.Name) && Reaches(_messages[field.Type.Name], target, seen))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The definition text that bags and viewers carry: the message, then each dependency after a line of 80 '='.
    /// </summary>
    public string Definition(MessageSpec message)
    {
        var text = new StringBuilder();
        AppendFields(text, message);
        foreach (var referred in References(message))
        {
            text.Append('=', 80).Append('\n');
            text.Append("MSG: ").Append(referred.Package).Append('/').Append(referred.Name).Append('\n');
            AppendFields(text, referred);
        }

        return text.ToString();
    }

    private static void AppendFields(StringBuilder text, MessageSpec message)
    {
        foreach (var constant in message.Constants)
        {
            text.Append(constant.TypeName)
                .Append(' ').Append(constant.Name).Append('=').Append(constant.ValueText).Append('\n');
        }

        foreach (var field in message.Fields)
        {
            text.Append(TypeText(field.Type)).Append(' ').Append(field.Name);
            if (field.DefaultText is not null)
            {
                text.Append(' ').Append(field.DefaultText);
            }

            text.Append('\n');
        }
    }

    private static string TypeText(FieldType type)
    {
        var name = type.Name.Replace("/msg/", "/") + (type.StringCapacity > 0 ? $"<={type.StringCapacity}" : "");
        return type.Shape switch
        {
            FieldShape.FixedArray => $"{name}[{type.Capacity}]",
            FieldShape.Sequence => $"{name}[]",
            FieldShape.BoundedSequence => $"{name}[<={type.Capacity}]",
            _ => name,
        };
    }
}
