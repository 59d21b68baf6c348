namespace Perception.Toolchain.Graphs;

/// <summary>Which operators exist.</summary>
internal static class KnownOperators
{
    /// <summary>The oldest and newest operator set that the tools understand.</summary>
    public const int OldestOpset = 7, NewestOpset = 23;

    /// <summary>Domain of the operators that ONNX Runtime adds.</summary>
    public const string OnnxRuntimeDomain = "com.microsoft";

    private static readonly HashSet<string> Standard = ReadStandard();

    public static bool Contains(Node node) => node.Domain switch
    {
        "" => Standard.Contains(node.OperatorType),
        OnnxRuntimeDomain => true,
        _ => false,
    };

    private static HashSet<string> ReadStandard()
    {
        using var stream = typeof(KnownOperators).Assembly.GetManifestResourceStream("operators.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)];
    }
}
