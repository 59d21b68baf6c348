namespace Perception.Viewer.Protocol;

/// <summary>Parameters by full names: <c>/node.parameter</c>.</summary>
internal interface IParameterStore
{
    /// <summary>The values of parameters; all there are where none is named. What does not exist is left out.</summary>
    Task<IReadOnlyList<NamedValue>> GetAsync(IReadOnlyList<string> names, CancellationToken cancellation);

    /// <summary>Sets parameters; what went wrong, a sentence each.</summary>
    Task<IReadOnlyList<string>> SetAsync(IReadOnlyList<NamedValue> values, CancellationToken cancellation);
}
