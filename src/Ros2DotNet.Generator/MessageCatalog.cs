using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Ros2DotNet.Generator;

/// <summary>All messages of a compilation, with what follows from the references between them.</summary>
internal sealed class MessageCatalog(IEnumerable<MessageSpec> messages)
{
    private readonly Dictionary<string, MessageSpec> _messages = messages.ToDictionary(message => message.FullName);

    public IEnumerable<MessageSpec> Messages => _messages.Values.OrderBy(message => message.FullName, StringComparer.Ordinal);

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

    /// <summary>The name of a referred message that is not here, or whose references lead back to itself; null if all is well.</summary>
    public string? FirstProblem(MessageSpec message)
    {
        foreach (var field in message.Fields)
        {
            if (field.Type.IsMessage && !Contains(field.Type.Name))
            {
                return $"the field '{field.Name}' refers to {field.Type.Name}, which is not among the .msg files";
            }
        }

        return Reaches(message, message.FullName, []) ? "the message contains itself" : null;
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

    /// <summary>The definition text that bags and viewers carry: the message, then each dependency after a line of 80 '='.</summary>
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
            text.Append(constant.TypeName).Append(' ').Append(constant.Name).Append('=').Append(constant.ValueText).Append('\n');
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
