namespace Ros2DotNet;

/// <summary>What happened to a parameter.</summary>
public enum ParameterChangeKind
{
    Declared,
    Set,
    Undeclared,
}
