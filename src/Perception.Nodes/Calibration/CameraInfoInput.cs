using Microsoft.Extensions.Logging;
using Perception.Geometry;
using Perception.Nodes.Diagnostics;
using Perception.Nodes.Stages;
using Ros2DotNet;
using Ros2DotNet.Messages.SensorMsgs;

namespace Perception.Nodes.Calibration;

/// <summary>The newest camera_info of a camera. Messages that only repeat the last one cost nothing; a new one replaces
/// it between two images; one that describes no camera is an error until the next good one comes.</summary>
internal sealed class CameraInfoInput : StageInput
{
    // The encapsulation header and the stamp, which changes while nothing else does.
    private const int StampEnd = 12;

    private readonly ILogger _logger;
    private readonly MessageStageInput<CameraInfo> _input;
    private readonly CameraInfo _message = new();
    private byte[] _lastBytes = [];
    private volatile CameraValues? _values;
    private volatile string _problem;

    public CameraInfoInput(Node node, string topic)
    {
        _logger = node.Logger;
        _input = new MessageStageInput<CameraInfo>(node, topic, QosProfile.SensorData, Take);
        _problem = $"no camera_info on {_input.Topic} yet";
    }

    public override string Topic => _input.Topic;

    public override long Received => _input.Received;

    public override long Malformed => _input.Malformed;

    public override bool IsOpen => _input.IsOpen;

    /// <summary>The same object until the camera changes.</summary>
    /// <exception cref="CalibrationException">There is no camera_info yet, or the last one is none.</exception>
    public CameraValues Values => _values ?? throw new CalibrationException(_problem);

    /// <summary>As <see cref="Values"/>; null where that would fail.</summary>
    public CameraValues? Current => _values;

    /// <summary>Why there are no values, where there are none.</summary>
    public string Problem => _problem;

    public override void Update(bool wanted) => _input.Update(wanted);

    public override Health? FindConcern(double staleAfterSeconds) =>
        Received > 0 && _values is null ? Health.Error(_problem) : base.FindConcern(staleAfterSeconds);

    public override void Dispose() => _input.Dispose();

    private void Take(MessageLoan loan)
    {
        using (loan)
        {
            if (loan.Length > StampEnd && loan.Cdr[StampEnd..].SequenceEqual(_lastBytes)) return;
            CameraInfo.Deserialize(loan.Cdr, _message);
            _lastBytes = loan.Cdr[StampEnd..].ToArray();
        }

        var values = CameraInfoMessages.ToValues(_message);
        if (values.FindProblem() is not { } problem)
        {
            _values = values;
            return;
        }

        _problem = $"the camera_info on {Topic} is none: {problem}";
        _values = null;
        _logger.LogWarning("{Problem}", _problem);
    }
}
