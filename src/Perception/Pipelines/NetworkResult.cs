using Perception.Decoding;
using Perception.Inference;

namespace Perception.Pipelines;

/// <summary>
/// What a network found in one picture. Made once and filled again and again; only what was asked for is current. Maps
/// are in the network's own resolution and show the picture without the letterbox.
/// </summary>
public sealed class NetworkResult
{
    private Detection[] _detections = new Detection[64];
    private int _count;

    /// <summary>What the last frame has.</summary>
    public NetworkTasks Tasks { get; internal set; }

    /// <summary>In pixels of the picture, the most certain first.</summary>
    public ReadOnlySpan<Detection> Detections => _detections.AsSpan(0, _count);

    /// <summary>Classes of the semantic output.</summary>
    public PixelMap<byte> Semantic { get; } = new();

    /// <summary>Classes of the lanes output.</summary>
    public PixelMap<byte> Lanes { get; } = new();

    /// <summary>How probable the class of <see cref="Lanes"/> is.</summary>
    public PixelMap<float> LaneProbability { get; } = new();

    /// <summary>Metres along the optical axis (REP 118), or those of the network's own camera; see
    /// <see cref="DepthOutput.FocalPixels"/>.</summary>
    public PixelMap<float> Depth { get; } = new();

    internal void SetDetections(ReadOnlySpan<Detection> detections)
    {
        if (_detections.Length < detections.Length)
        {
            _detections = new Detection[Math.Max(detections.Length, 2 * _detections.Length)];
        }

        detections.CopyTo(_detections);
        _count = detections.Length;
    }
}
