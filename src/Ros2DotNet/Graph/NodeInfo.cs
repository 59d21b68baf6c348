namespace Ros2DotNet;

/// <summary>A node somewhere in the domain.</summary>
/// <param name="Name">Its name without namespace.</param>
/// <param name="Namespace">Its namespace, <c>/</c> or <c>/a/b</c>.</param>
/// <param name="Enclave">The SROS2 enclave of its participant, <c>/</c> by default.</param>
public sealed record NodeInfo(string Name, string Namespace, string Enclave)
{
    public string FullyQualifiedName => Namespace == "/" ? $"/{Name}" : $"{Namespace}/{Name}";
}
