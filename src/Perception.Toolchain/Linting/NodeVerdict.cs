using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Linting;

/// <summary>Where a node runs, and why.</summary>
/// <param name="Node">The node.</param>
/// <param name="Outcome">The worst that any rule says.</param>
/// <param name="Rule">The rule that decided; null for a native node.</param>
/// <param name="Found">What the node has where the rule allows something else.</param>
public sealed record NodeVerdict(Node Node, LintOutcome Outcome, LintRule? Rule, string Found);
