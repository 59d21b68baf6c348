namespace Perception.Nodes;

/// <summary>The thread of one stage of a pipeline, named as in <c>yolox/infer</c>. What its body throws would be a bug
/// or a broken device, not a bad frame: it is reported once, and the node is expected to stop.</summary>
internal sealed class StageThread
{
    private readonly Thread _thread;

    public StageThread(string name, Action body, Action<Exception> onFailure)
    {
        _thread = new Thread(() =>
        {
            try
            {
                body();
            }
            catch (Exception e)
            {
                onFailure(e);
            }
        })
        {
            Name = name,
            IsBackground = true,
        };
        _thread.Start();
    }

    public void Join() => _thread.Join();
}
