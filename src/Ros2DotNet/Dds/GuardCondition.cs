using Ros2DotNet.Dds.Native;

namespace Ros2DotNet.Dds;

/// <summary>
/// Runs an action on an executor when any thread asks for it; asking again before it ran changes nothing.
/// </summary>
internal sealed class GuardCondition : IWaitable, IDisposable
{
    private readonly DdsEntity _condition;
    private readonly RosExecutor _executor;
    private readonly Action _action;
    private readonly nint _tag;

    public GuardCondition(int participant, RosExecutor executor, Action action)
    {
        _condition = new DdsEntity(Ddsc.dds_create_guardcondition(participant), "guard condition");
        _executor = executor;
        _action = action;
        _tag = executor.Attach(this);
    }

    public int Condition => _condition.Id;

    public void Trigger() => Ddsc.dds_set_guardcondition(_condition.Id, true);

    public void OnReady()
    {
        Ddsc.dds_set_guardcondition(_condition.Id, false);
        _action();
    }

    public void Dispose()
    {
        _executor.Detach(_tag, this);
        _condition.Dispose();
    }
}
