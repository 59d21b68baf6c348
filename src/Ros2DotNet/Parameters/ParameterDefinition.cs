namespace Ros2DotNet;

/// <summary>A parameter as code declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Default">bool, long, double, string, or an array of one of these.</param>
/// <param name="Descriptor">Description and what is allowed.</param>
public sealed record ParameterDefinition(string Name, object Default, ParameterDescriptor Descriptor);
