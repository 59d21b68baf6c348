namespace Ros2DotNet;

/// <summary>
/// On a partial record: the source generator binds its properties that have a <see cref="ParameterAttribute"/> to
/// parameters of a node, see <see cref="IRosParameters{TSelf}"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class RosParametersAttribute : Attribute;
