using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Perception.Cli.Commands;

/// <summary>Options whose errors are one sentence with the range that is allowed.</summary>
internal static class Options
{
    public static Option<T> Number<T>(string name, string description, T initial, T from, T to)
        where T : struct, INumber<T> => new(name)
        {
            Description = $"{description} ({Range(from, to)})",
            DefaultValueFactory = _ => initial,
            HelpName = "number",
            CustomParser = result => Parse(result, name, result.Tokens[^1].Value, from, to) ?? initial,
        };

    /// <summary>A number that is null where it is not given.</summary>
    public static Option<T?> OptionalNumber<T>(string name, string description, T from, T to)
        where T : struct, INumber<T> => new(name)
        {
            Description = $"{description} ({Range(from, to)})",
            HelpName = "number",
            CustomParser = result => Parse(result, name, result.Tokens[^1].Value, from, to),
        };

    /// <summary>One or more numbers.</summary>
    public static Option<T[]> Numbers<T>(string name, string description, T[] initial, T from, T to)
        where T : struct, INumber<T> => new(name)
        {
            Description = $"{description} ({Range(from, to)})",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => initial,
            HelpName = "number",
            CustomParser = result => [.. result.Tokens.Select(token => Parse(result, name, token.Value, from, to) ?? from)],
        };

    public static Option<string> Choice(string name, string description, string initial, params string[] allowed)
    {
        var option = new Option<string>(name)
        {
            Description = $"{description} ({string.Join(", ", allowed)})",
            DefaultValueFactory = _ => initial,
            HelpName = "choice",
        };
        option.CompletionSources.Add(allowed);
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } value && !allowed.Contains(value))
                result.AddError($"{name} '{value}' is none of {string.Join(", ", allowed)}");
        });
        return option;
    }

    /// <summary>One or more image files, folders and patterns.</summary>
    public static Argument<string[]> Images(string name)
    {
        var argument = new Argument<string[]>(name)
        {
            Description = "images, folders of images (searched deeply) and patterns such as 'drive/*.jpg'",
            Arity = ArgumentArity.OneOrMore,
        };
        argument.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(t => t.Value.StartsWith("--", StringComparison.Ordinal)) is { } stray)
                result.AddError($"there is no option {stray.Value}");
        });
        return argument;
    }

    public static Option<string?> Optional(string name, string description) => new(name) { Description = description };

    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    private static string Range<T>(T from, T to) where T : struct, INumber<T> =>
        string.Create(CultureInfo.InvariantCulture, $"from {from} to {to}");

    // Without separators of thousands: 1,5 is a mistake, not fifteen.
    private static T? Parse<T>(ArgumentResult result, string name, string text, T from, T to)
        where T : struct, INumber<T>
    {
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) &&
            value >= from && value <= to)
        {
            return value;
        }

        result.AddError($"{name} '{text}' is not a number {Range(from, to)}");
        return null;
    }
}
