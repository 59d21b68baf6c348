using Ros2DotNet.Dds.Native;

namespace Ros2DotNet.Dds;

/// <summary>A reader that takes any CDR as a blob and hands each sample to a handler on an executor.</summary>
internal sealed unsafe class DdsReader : IWaitable, IDisposable
{
    private const uint TakeAtOnce = 8;

    private readonly object _gate;
    private readonly DdsEntity _reader;
    private readonly DdsEntity _condition;
    private readonly DomainLease _domain;
    private readonly RosExecutor _executor;
    private readonly SampleHandler _handler;
    private readonly nint _tag;
    private bool _disposed;

    /// <summary>
    /// Starts to read. The handler runs with <paramref name="gate"/> held, which may be shared with what must not run
    /// at the same time.
    /// </summary>
    public DdsReader(
        int participant, DomainLease domain, RosExecutor executor, string ddsTopic, string ddsType, DdsQos qos,
        string what, SampleHandler handler, TopicFactory? createTopic = null, object? gate = null)
    {
        // Not a Lock: that allocates a wait event when it is first contended.
        _gate = gate ?? new object();
        _domain = domain;
        _executor = executor;
        _handler = handler;
        using var topic = new DdsEntity((createTopic ?? OpaqueTopic.Create)(participant, ddsTopic, ddsType), what);
        _reader = new DdsEntity(Ddsc.dds_create_reader(participant, topic.Id, qos.Handle, 0), what);
        _condition = new DdsEntity(Ddsc.dds_create_readcondition(_reader.Id, Ddsc.AnyState), what);
        Guid = EndpointGuid.Of(_reader.Id);
        _tag = executor.Attach(this);
    }

    /// <summary>Gets a sample that is its own to dispose, and the handle of the writer that sent it.</summary>
    public delegate void SampleHandler(MessageLoan loan, ulong publicationHandle);

    /// <summary>Creates the topic, and with it decides how samples are kept.</summary>
    public delegate int TopicFactory(int participant, string topic, string ddsTypeName);

    public int Id => _reader.Id;

    public int Condition => _condition.Id;

    public EndpointGuid Guid { get; }

    /// <summary>Writers matched now.</summary>
    public int MatchedWriters
    {
        get
        {
            MatchedStatus status;
            return Ddsc.dds_get_subscription_matched_status(_reader.Id, &status) < 0 ? 0 : (int)status.CurrentCount;
        }
    }

    // One batch: the condition stays triggered while there is more, and others get their turn between.
    public void OnReady()
    {
        var serdata = stackalloc nint[(int)TakeAtOnce];
        var infos = stackalloc SampleInfo[(int)TakeAtOnce];
        lock (_gate)
        {
            var taken = _disposed ? 0 : Ddsc.dds_takecdr(_reader.Id, serdata, TakeAtOnce, infos, Ddsc.AnyState);
            for (var i = 0; i < taken; i++)
            {
                // A handler may have ended the reader.
                if (_disposed || infos[i].ValidData == 0)
                {
                    Ddsc.ddsi_serdata_unref(serdata[i]);
                    continue;
                }

                Hand(serdata[i], infos[i]);
            }
        }
    }

    /// <summary>No handler runs after this returns, unless it is a handler that calls it.</summary>
    public void Dispose()
    {
        _executor.Detach(_tag, this);
        lock (_gate)
        {
            _disposed = true;
            _condition.Dispose();
            _reader.Dispose();
        }
    }

    // Samples that were taken together must not be lost with the one whose handler throws.
    private void Hand(nint serdata, in SampleInfo info)
    {
        try
        {
            _handler(MessageLoan.Rent(serdata, info.SourceTimestampNs, _domain), info.PublicationHandle);
        }
        catch (Exception e)
        {
            _executor.LogFailure(e);
        }
    }
}
