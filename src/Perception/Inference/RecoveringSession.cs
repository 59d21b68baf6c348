namespace Perception.Inference;

/// <summary>
/// A session that comes back after its device was lost: runs fail until the network could be loaded again, which is
/// tried after 1 s, then 2, 4, up to 30. Only for backends whose buffers outlive the device.
/// </summary>
public sealed class RecoveringSession : IInferenceSession
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1), LongestDelay = TimeSpan.FromSeconds(30);

    // Of the session while it changes, or while another thread asks its device something.
    private readonly Lock _gate = new();
    private readonly Func<IInferenceSession> _load;
    private readonly TimeProvider _time;
    private readonly Action<string>? _tell;
    private IInferenceSession _session;
    private volatile bool _isLost;
    private bool _isDisposed;
    private BackendException? _cause;
    private TimeSpan _delay = FirstDelay;
    private long _lastTry;

    // Runs that were submitted, and of the oldest of them those that went down with a device.
    private int _underWay, _drowned;

    /// <param name="load">Loads the network, now and after each loss.</param>
    /// <param name="tell">Told of loss and return; null tells nobody.</param>
    /// <param name="time">The clock of delays; null takes the system's.</param>
    public RecoveringSession(Func<IInferenceSession> load, Action<string>? tell = null, TimeProvider? time = null)
    {
        (_load, _tell, _time) = (load, tell, time ?? TimeProvider.System);
        _session = load();
    }

    /// <summary>Times that the device came back.</summary>
    public int Returns { get; private set; }

    /// <summary>Whether the device is away.</summary>
    public bool IsLost => _isLost;

    /// <summary>Whether the device is away and it is time to look for it again.</summary>
    public bool IsDue => _isLost && _time.GetElapsedTime(_lastTry) >= _delay;

    public IReadOnlyList<TensorSpec> Inputs => _session.Inputs;

    public IReadOnlyList<TensorSpec> Outputs => _session.Outputs;

    public string Description => _session.Description;

    public ExecutionProvider RequestedProvider => _session.RequestedProvider;

    public ExecutionProvider Provider => _session.Provider;

    public string Device => _session.Device;

    public string FallbackReason => _session.FallbackReason;

    public Precision? RequestedPrecision => _session.RequestedPrecision;

    public Precision Precision => _session.Precision;

    public IReadOnlyList<string> Notes => _session.Notes;

    public BackendCapabilities Capabilities => _session.Capabilities;

    public IReadOnlyList<PlacementCount>? Placement => _session.Placement;

    public int Depth => _session.Depth;

    /// <summary>What the device says; nothing while it is away. For any thread.</summary>
    public DeviceTelemetry ReadTelemetry()
    {
        lock (_gate)
        {
            return _isLost || _isDisposed ? default : _session.ReadTelemetry();
        }
    }

    public TensorBuffers CreateBuffers() => _session.CreateBuffers();

    public void Run(TensorBuffers buffers)
    {
        Submit(buffers);
        Await(buffers);
    }

    public void Submit(TensorBuffers buffers)
    {
        if (_isLost)
        {
            Return();
        }

        try
        {
            _session.Submit(buffers);
            _underWay++;
        }
        catch (BackendException e)
        {
            throw Lose(e);
        }
    }

    public void Await(TensorBuffers buffers)
    {
        _underWay--;
        if (_drowned > 0)
        {
            _drowned--;
            throw Away();
        }

        try
        {
            _session.Await(buffers);
            _delay = FirstDelay;
        }
        catch (BackendException e)
        {
            throw Lose(e);
        }
    }

    /// <summary>
    /// Loads the network again where the device is away and the time has come; whether it is there then. For who runs
    /// nothing meanwhile.
    /// </summary>
    public bool TryReturn()
    {
        try
        {
            if (_isLost)
            {
                Return();
            }
        }
        catch (InferenceException)
        {
            // Told with the next run; until then there is nobody who asked for one.
        }

        return !_isLost;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isLost && !_isDisposed)
            {
                _session.Dispose();
            }

            _isDisposed = true;
        }
    }

    // A network that was loaded and that the library cannot run any more has lost its device, whatever the library
    // calls it.
    private BackendException Lose(BackendException e)
    {
        _tell?.Invoke($"{e.Message}; loading the network again in {_delay.TotalSeconds:F0} s");
        lock (_gate)
        {
            _session.Dispose();
            (_cause, _lastTry, _drowned) = (e, _time.GetTimestamp(), _underWay);
            _isLost = true;
        }

        return e.State == BackendState.DeviceLost ? e
            : new BackendException(e.Backend, BackendState.DeviceLost, e.Problem, e.Remedy, e.NativeCode);
    }

    private void Return()
    {
        if (_time.GetElapsedTime(_lastTry) < _delay)
        {
            throw Away();
        }

        _lastTry = _time.GetTimestamp();
        try
        {
            var session = _load();
            if (!AreSame(session.Inputs, Inputs) || !AreSame(session.Outputs, Outputs))
            {
                // Buffers outlive the device, and would be read and written beyond their ends.
                session.Dispose();
                throw new InferenceException(
                    "the network has other tensors than before its device was lost " +
                    $"({string.Join(", ", session.Inputs)} to {string.Join(", ", session.Outputs)}); " +
                    "start the program anew");
            }

            lock (_gate)
            {
                _session = session;

                // The delay stays until a run succeeds: a device that comes back only to fall is not tried every
                // second.
                _isLost = false;
            }
        }
        catch (BackendException e)
        {
            _delay = _delay * 2 < LongestDelay ? _delay * 2 : LongestDelay;
            _cause = e;
            throw Away();
        }

        Returns++;
        _tell?.Invoke($"{_session.Description} computes again");
    }

    private static bool AreSame(IReadOnlyList<TensorSpec> now, IReadOnlyList<TensorSpec> before) =>
        now.Count == before.Count && now.Zip(before).All(pair =>
            pair.First.ByteLength == pair.Second.ByteLength && pair.First.ToString() == pair.Second.ToString());

    private BackendException Away() => new(_cause!.Backend, BackendState.DeviceLost, _cause.Problem,
        $"the network is loaded again every {_delay.TotalSeconds:F0} s; {_cause.Remedy}", _cause.NativeCode);
}
