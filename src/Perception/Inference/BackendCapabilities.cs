namespace Perception.Inference;

/// <summary>What a loaded network can be asked for beyond one frame after the other.</summary>
[Flags]
public enum BackendCapabilities
{
    None = 0,
    Batch = 1,
    DynamicShape = 2,

    /// <summary>Several runs may be under way.</summary>
    AsyncDepth = 4,

    /// <summary>It reads and writes the caller's buffers where they lie.</summary>
    ZeroCopy = 8,

    /// <summary>Several networks share one device.</summary>
    SharedDevice = 16,
    Power = 32,
    Temperature = 64,
    HardwareLatency = 128,
    LayerProfile = 256,

    /// <summary>It takes only networks that were quantized and compiled for it.</summary>
    StaticInt8Only = 512,
}
