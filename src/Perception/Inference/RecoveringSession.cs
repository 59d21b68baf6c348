namespace Perception.Inference;

/// <summary>
/// A session that comes back after its device was lost: runs fail until the network could be loaded again, which is
/// tried after 1 s, then 2, 4, up to 30. Only for backends whose buffers outlive the device.
/// </summary>
public sealed class RecoveringSession : IInferenceSession
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1), LongestDelay = TimeSpan.FromSeconds(30);

    private readonly Func<IInferenceSession> _load;
    private readonly TimeProvider _time;
    private readonly Action<string>? _tell;
    private IInferenceSession _session;
    private bool _isLost;
    private string _problem = "";
    private TimeSpan _delay = FirstDelay;
    private long _lastTry;

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

    public DeviceTelemetry ReadTelemetry() => _isLost ? default : _session.ReadTelemetry();

    public TensorBuffers CreateBuffers() => _session.CreateBuffers();

    public void Run(TensorBuffers buffers)
    {
        if (_isLost)
        {
            Return();
        }

        try
        {
            _session.Run(buffers);
            _delay = FirstDelay;
        }
        catch (BackendException e) when (e.State == BackendState.DeviceLost)
        {
            _tell?.Invoke($"{e.Message}; loading the network again in {_delay.TotalSeconds:F0} s");
            _session.Dispose();
            (_isLost, _problem, _lastTry) = (true, e.Problem, _time.GetTimestamp());
            throw;
        }
    }

    public void Dispose()
    {
        if (!_isLost)
        {
            _session.Dispose();
        }
    }

    private void Return()
    {
        if (_time.GetElapsedTime(_lastTry) < _delay)
        {
            throw new BackendException(_session.Description, BackendState.DeviceLost, _problem,
                $"the network is loaded again every {_delay.TotalSeconds:F0} s");
        }

        _lastTry = _time.GetTimestamp();
        try
        {
            _session = _load();
        }
        catch (BackendException e)
        {
            _delay = _delay * 2 < LongestDelay ? _delay * 2 : LongestDelay;
            throw new BackendException(e.Backend, BackendState.DeviceLost, e.Problem,
                $"the network is loaded again in {_delay.TotalSeconds:F0} s; {e.Remedy}", e.NativeCode);
        }

        // The delay stays until a run succeeds: a device that comes back only to fall is not tried every second.
        _isLost = false;
        Returns++;
        _tell?.Invoke($"{_session.Description} computes again");
    }
}
