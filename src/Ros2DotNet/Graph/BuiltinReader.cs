using Ros2DotNet.Dds;
using Ros2DotNet.Dds.Native;

namespace Ros2DotNet.Graph;

/// <summary>Takes one of DDS's builtin topics, which tell what was discovered and what is gone.</summary>
internal sealed unsafe class BuiltinReader : IWaitable, IDisposable
{
    private const int TakeAtOnce = 64;
    private const int Alive = 1 << 4;

    private readonly DdsEntity _reader;
    private readonly DdsEntity _condition;
    private readonly RosExecutor _executor;
    private readonly SampleHandler _handler;
    private readonly nint _tag;
    private readonly nint[] _samples = new nint[TakeAtOnce];
    private readonly SampleInfo[] _infos = new SampleInfo[TakeAtOnce];

    public BuiltinReader(int participant, RosExecutor executor, int builtinTopic, SampleHandler handler)
    {
        _executor = executor;
        _handler = handler;
        _reader = new DdsEntity(Ddsc.dds_create_reader(participant, builtinTopic, 0, 0), "graph");
        _condition = new DdsEntity(Ddsc.dds_create_readcondition(_reader.Id, Ddsc.AnyState), "graph");
        _tag = executor.Attach(this);
    }

    /// <summary>Gets a sample; of one that is gone only its key is filled.</summary>
    public delegate void SampleHandler(nint sample, bool alive);

    public int Condition => _condition.Id;

    public void OnReady()
    {
        fixed (nint* samples = _samples)
        fixed (SampleInfo* infos = _infos)
        {
            int count;
            do
            {
                // A null first pointer asks for a loan.
                _samples[0] = 0;
                count = Ddsc.dds_take(_reader.Id, samples, infos, TakeAtOnce, TakeAtOnce);
                for (var i = 0; i < count; i++)
                {
                    var alive = infos[i].InstanceState == Alive;
                    if (alive && infos[i].ValidData == 0)
                    {
                        continue;
                    }

                    Hand(samples[i], alive);
                }

                if (count > 0)
                {
                    Ddsc.dds_return_loan(_reader.Id, samples, count);
                }
            }
            while (count == TakeAtOnce);
        }
    }

    public void Dispose()
    {
        _executor.Detach(_tag, this);
        _condition.Dispose();
        _reader.Dispose();
    }

    // What was discovered together must not be lost with the one whose handler throws, nor the loan.
    private void Hand(nint sample, bool alive)
    {
        try
        {
            _handler(sample, alive);
        }
        catch (Exception e)
        {
            _executor.LogFailure(e);
        }
    }
}
