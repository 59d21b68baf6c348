using Perception.Toolchain.Editing;
using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Linting;

/// <summary>
/// Says of every node of a network whether a device computes it, by rules that are data with their sources.
/// </summary>
public static class Linter
{
    // They move no data once a network is compiled.
    private static readonly string[] Free = ["Identity", "Constant", "Dropout"];

    /// <summary>Looks at a network as a compiler sees it, constants folded; the model itself stays as it is.</summary>
    /// <exception cref="GraphException">Its shapes contradict each other.</exception>
    public static LintReport Run(GraphModel model, LintTarget target)
    {
        var folded = model.Clone();
        ConstantFolding.Run(folded);
        var facts = new NodeFacts(folded, ShapeInference.Infer(folded));
        var nodes = folded.Nodes.Where(node => !Free.Contains(node.OperatorType));
        List<NodeVerdict> verdicts = [.. nodes.Select(node => Judge(node, facts, target))];
        var index = new GraphIndex(folded);
        if (target.StopsAtFallback) verdicts = Spread(verdicts, index);
        var (segments, switches) = Schedule(verdicts, index);
        return new LintReport(target, verdicts, segments, switches);
    }

    private static NodeVerdict Judge(Node node, NodeFacts facts, LintTarget target)
    {
        if (!target.Operators.Contains(node.OperatorType) || node.Domain.Length > 0)
        {
            var refused = target.Refused.Contains(node.OperatorType);
            var outcome = refused ? LintOutcome.Fallback : target.Unlisted;
            if (outcome != LintOutcome.Native)
            {
                var why = outcome == LintOutcome.Unknown
                    ? "nothing is published about this operator"
                    : "the device does not compute this operator";
                var rule = new LintRule
                {
                    Id = "operator",
                    Why = why,
                    Source = target.UnlistedSource,
                    Remedy = RemedyFor(node),
                };
                return new NodeVerdict(node, outcome, rule, "");
            }
        }

        NodeVerdict? worst = null;
        foreach (var rule in target.Rules.Where(rule => IsAbout(rule, node)))
        {
            var values = facts.Of(node, rule.Check);
            var wrong = values?.FirstOrDefault(value => !rule.Allow.Any(allowed => NodeFacts.Allows(allowed, value)));
            if (values is not null && wrong is null) continue;
            var outcome = values is null ? LintOutcome.Unknown : rule.Otherwise;
            if (worst is null || outcome > worst.Outcome)
                worst = new NodeVerdict(node, outcome, rule,
                    values is null ? "not known before run time" : facts.Shown(node, rule.Check));
        }

        return worst ?? new NodeVerdict(node, LintOutcome.Native, null, "");
    }

    private static bool IsAbout(LintRule rule, Node node) =>
        (rule.Operators.Count == 0 || rule.Operators.Contains(node.OperatorType)) &&
        (rule.Mode.Length == 0 || rule.Mode == node.Text("mode", "nearest"));

    private static string RemedyFor(Node node) => node.OperatorType switch
    {
        "HardSwish" or "HardSigmoid" or "Mish" or "Gelu" => "retrain with ReLU or ReLU6",
        "NonMaxSuppression" or "TopK" or "ScatterND" or "GatherND" or "NonZero" =>
            "cut post-processing off: perception model edit --outputs",
        _ => "",
    };

    // Everything that depends on a node that is not native runs where that one does.
    private static List<NodeVerdict> Spread(List<NodeVerdict> verdicts, GraphIndex index)
    {
        var lost = new HashSet<Node>();
        var result = new List<NodeVerdict>();
        foreach (var verdict in verdicts)
        {
            var cause = verdict.Node.Inputs.Select(index.Producer)
                .FirstOrDefault(producer => producer is not null && lost.Contains(producer));
            var spread = cause is not null && verdict.Outcome < LintOutcome.Fallback
                ? new NodeVerdict(verdict.Node, LintOutcome.Fallback,
                    new LintRule
                    {
                        Id = "downstream",
                        Why = "everything behind the first operator that is not mapped " +
                        "runs on the CPU"
                    }, cause.Label)
                : verdict;
            if (spread.Outcome == LintOutcome.Fallback) lost.Add(verdict.Node);
            result.Add(spread);
        }

        return result;
    }

    // Runs what is ready on the device where the computation is, and changes only where nothing is: few changes, if not
    // always the fewest.
    private static (int Segments, int Switches) Schedule(List<NodeVerdict> verdicts, GraphIndex index)
    {
        var native = verdicts.ToDictionary(verdict => verdict.Node, verdict => verdict.Outcome <= LintOutcome.Wasteful);
        var waiting = native.Keys.ToDictionary(node => node,
            node => node.Inputs.Concat(node.ImplicitInputs)
                .Distinct().Count(input => index.Producer(input) is { } producer && native.ContainsKey(producer)));
        Queue<Node>[] ready = [new(), new()];
        foreach (var verdict in verdicts.Where(verdict => waiting[verdict.Node] == 0))
        {
            ready[native[verdict.Node] ? 1 : 0].Enqueue(verdict.Node);
        }
        var (segments, switches, device) = (0, 0, -1);
        while (ready[0].Count + ready[1].Count > 0)
        {
            var next = device >= 0 && ready[device].Count > 0 ? device : ready[1].Count > 0 ? 1 : 0;
            if (next != device)
            {
                if (device >= 0) switches++;
                segments += next;
                device = next;
            }

            var node = ready[device].Dequeue();
            var consumers = node.Outputs.Where(output => output.Length > 0).SelectMany(index.Consumers);
            foreach (var consumer in consumers.Where(native.ContainsKey))
            {
                if (--waiting[consumer] == 0) ready[native[consumer] ? 1 : 0].Enqueue(consumer);
            }
        }

        return (segments, switches);
    }
}
