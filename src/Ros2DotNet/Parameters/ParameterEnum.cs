using System.Text;

namespace Ros2DotNet;

/// <summary>Enums as texts of parameters: <c>BestEffort</c> is <c>best_effort</c>.</summary>
public static class ParameterEnum
{
    /// <summary>The text of a value.</summary>
    public static string ToText<T>(T value) where T : struct, Enum => Snake(value.ToString());

    /// <summary>The value of a text that is one of <see cref="Texts{T}"/>.</summary>
    public static T Parse<T>(string text) where T : struct, Enum =>
        Enum.GetValues<T>().First(value => ToText(value) == text);

    /// <summary>The texts of all values.</summary>
    public static string[] Texts<T>() where T : struct, Enum => [.. Enum.GetNames<T>().Select(Snake)];

    private static string Snake(string pascal)
    {
        var text = new StringBuilder();
        for (var i = 0; i < pascal.Length; i++)
        {
            if (i > 0 && char.IsUpper(pascal[i]) && !char.IsUpper(pascal[i - 1]))
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(pascal[i]));
        }

        return text.ToString();
    }
}
