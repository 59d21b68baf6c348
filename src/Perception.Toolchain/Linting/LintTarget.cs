using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Perception.Toolchain.Linting;

/// <summary>A device with what it computes natively and under which conditions.</summary>
public sealed record LintTarget
{
    private static readonly IDeserializer Reader =
        new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build();

    /// <summary>The names of all targets.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["dla-xavier", "dla-orin", "hailo8", "rknn", "edgetpu", "tensorrt", "cpu"];

    public string Title { get; init; } = "";

    /// <summary>A target whose operators and rules hold here, too, where this one has none of the same id.</summary>
    public string? Extends { get; init; }

    /// <summary>What becomes of operators that are not listed.</summary>
    public LintOutcome Unlisted { get; init; } = LintOutcome.Unknown;

    public string UnlistedSource { get; init; } = "";

    /// <summary>Operators that the device computes, as far as no rule says otherwise.</summary>
    public List<string> Operators { get; init; } = [];

    /// <summary>Operators that it is known not to compute, where those that are not listed are unknown.</summary>
    public List<string> Refused { get; init; } = [];

    public List<LintRule> Rules { get; init; } = [];

    /// <summary>Whether everything behind the first node that is not native runs elsewhere, too.</summary>
    public bool StopsAtFallback { get; init; }

    /// <summary>The most pieces that the device holds at once; 0 where that is not limited.</summary>
    public int LargestSegmentCount { get; init; }

    /// <summary>The target of a name of <see cref="Names"/>.</summary>
    public static LintTarget Load(string name)
    {
        using var stream = typeof(LintTarget).Assembly.GetManifestResourceStream($"{name}.yaml")
            ?? throw new ArgumentException($"there is no target '{name}'; there are {string.Join(", ", Names)}",
                nameof(name));
        using var reader = new StreamReader(stream);
        var target = Reader.Deserialize<LintTarget>(reader);
        if (target.Extends is null) return target;
        var parent = Load(target.Extends);
        return target with
        {
            Operators = [.. parent.Operators.Except(target.Refused).Union(target.Operators)],
            Rules = [.. parent.Rules.Where(rule => target.Rules.All(own => own.Id != rule.Id) &&
                (rule.Operators.Count == 0 || rule.Operators.Except(target.Refused).Any())), .. target.Rules],
            Unlisted = parent.Unlisted,
            UnlistedSource = parent.UnlistedSource,
            LargestSegmentCount = parent.LargestSegmentCount,
        };
    }
}
