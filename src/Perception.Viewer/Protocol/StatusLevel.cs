namespace Perception.Viewer.Protocol;

/// <summary>How bad it is, with the numbers of the protocol.</summary>
internal enum StatusLevel
{
    Info = 0,
    Warning = 1,
    Error = 2,
}
