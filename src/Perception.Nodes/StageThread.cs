namespace Perception.Nodes;

/// <summary>The thread of one stage of a pipeline, named as in <c>yolox/infer</c>. What its body throws would be a bug
/// or a broken device, not a bad frame: it is reported once, and the node is expected to stop.</summary>
internal sealed class StageThread
{
    private readonly Thread _thread;

    /// <param name="name">As debuggers and <c>top -H</c> show it.</param>
    /// <param name="body">What it does.</param>
    /// <param name="onFailure">Told when that throws.</param>
    /// <param name="processors">Those it may run on; none for all.</param>
    public StageThread(string name, Action body, Action<Exception> onFailure, IReadOnlyList<int>? processors = null)
    {
        _thread = new Thread(() =>
        {
            try
            {
                ProcessorAffinity.Set(processors ?? []);
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
