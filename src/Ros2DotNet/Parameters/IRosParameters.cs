namespace Ros2DotNet;

/// <summary>What the source generator makes of a record with <see cref="RosParametersAttribute"/>.</summary>
/// <typeparam name="TSelf">The record itself.</typeparam>
public interface IRosParameters<TSelf> where TSelf : IRosParameters<TSelf>
{
    /// <summary>Name, default and descriptor of each parameter.</summary>
    static abstract IReadOnlyList<ParameterDefinition> Definitions { get; }

    /// <summary>Declares all parameters and returns their values.</summary>
    /// <exception cref="RosParameterException">A value given is of another type or outside of what is
    /// allowed.</exception>
    static abstract TSelf Declare(NodeParameters parameters);

    /// <summary>The values that declared parameters have now.</summary>
    static abstract TSelf Read(NodeParameters parameters);
}
