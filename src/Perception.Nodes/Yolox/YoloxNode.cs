using Perception.Nodes.MultiTask;
using Perception.Nodes.Stages;
using Ros2DotNet;

namespace Perception.Nodes.Yolox;

/// <summary>Finds objects in the images of a camera topic: <c>~/in/image</c> to <c>~/out/objects</c>,
/// <c>~/out/detections</c> and <c>~/out/image</c>, and where the network has a semantic head to <c>~/out/mask</c> and
/// <c>~/out/color_mask</c>. The multi-task node with the parameters of Autoware's tensorrt_yolox.</summary>
public sealed class YoloxNode : IPerceptionNode, IStageCounters
{
    private readonly MultiTaskNode _work;

    /// <summary>Declares parameters, loads the model and starts to work.</summary>
    /// <exception cref="RosParameterException">A parameter is unknown or out of range.</exception>
    public YoloxNode(RosContext context)
        : this(context.CreateNode("yolox"))
    {
    }

    internal YoloxNode(Node node)
    {
        Parameters = YoloxParameters.DeclareAll(node.Parameters);
        var overlay = OverlayParameters.Read(node.Parameters);
        _work = new MultiTaskNode(node, () => YoloxParameters.Read(node.Parameters).ForNetwork(overlay));
    }

    public YoloxParameters Parameters { get; }

    /// <summary>The model is loaded, and no more was asked for.</summary>
    public bool BuildOnly => Parameters.BuildOnly;

    bool IPerceptionNode.IsDone => BuildOnly;

    /// <summary>Set when a stage broke down; the process should end.</summary>
    public Exception? Failure => _work.Failure;

    /// <summary>Raised on the failing stage's thread, or at once for who comes after that.</summary>
    public event Action? Failed
    {
        add => _work.Failed += value;
        remove => _work.Failed -= value;
    }

    /// <summary>Managed bytes that the node's threads have allocated since the start.</summary>
    public long AllocatedBytes => _work.AllocatedBytes;

    /// <summary>Images received.</summary>
    public long Received => _work.Received;

    /// <summary>Images answered.</summary>
    public long Published => _work.Published;

    /// <summary>Images that could not be read.</summary>
    public long Bad => _work.Bad;

    /// <summary>Images that newer ones replaced.</summary>
    public long Dropped => _work.Dropped;

    /// <summary>Why the last bad image was one.</summary>
    public string LastError => _work.LastError;

    /// <summary>Whether somebody listens, so that images are taken.</summary>
    public bool IsSubscribed => _work.IsSubscribed;

    public void Dispose() => _work.Dispose();
}
