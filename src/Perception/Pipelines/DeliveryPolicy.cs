namespace Perception.Pipelines;

/// <summary>How items wait for whom they are for.</summary>
/// <param name="Mode">What becomes of one for which there is no room.</param>
/// <param name="Capacity">Items that wait at most; of <see cref="DeliveryMode.Latest"/> it is one.</param>
/// <param name="MaximumAge">Items that waited longer are dropped; zero for none.</param>
public sealed record DeliveryPolicy(DeliveryMode Mode, int Capacity = 1, TimeSpan MaximumAge = default);
