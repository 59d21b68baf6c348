using Ros2DotNet;

namespace Perception.Nodes.Containers;

/// <summary>
/// Nodes of one process, each with a thread for its handlers. Messages between them go by reference: a subscription
/// gets the very block that the publisher wrote.
/// </summary>
public sealed class NodeContainer : IDisposable
{
    private readonly List<IPerceptionNode> _nodes = [];

    /// <summary>Starts the nodes in their order; all or none.</summary>
    /// <param name="context">Made with the file's <see cref="ContainerFile.RosArguments"/>.</param>
    /// <param name="file">What to start.</param>
    public NodeContainer(RosContext context, ContainerFile file)
    {
        try
        {
            foreach (var contained in file.Nodes)
            {
                var node = contained.Kind.Create(context.CreateNode(contained.Name, contained.Namespace, new NodeOptions
                {
                    IntraProcess = true,
                    Executor = context.CreateExecutor(1, $"{contained.Name}/handlers"),
                }));
                _nodes.Add(node);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// Raised on the thread of the stage that broke down, or at once for who comes after that: the process should end.
    /// </summary>
    public event Action? Failed
    {
        add => _nodes.ForEach(node => node.Failed += value);
        remove => _nodes.ForEach(node => node.Failed -= value);
    }

    public IReadOnlyList<IPerceptionNode> Nodes => _nodes;

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var i = _nodes.Count - 1; i >= 0; i--)
        {
            _nodes[i].Dispose();
        }

        _nodes.Clear();
    }
}
