namespace Perception.Toolchain.Profiling;

/// <summary>A kernel as the runtime names it, with what each run took.</summary>
internal sealed record ProfiledKernel(string Name, string Operator, string Provider, List<double> Milliseconds);
