namespace Perception.Simulation.Rendering;

/// <summary>
/// What a block of pixels covers of the plane z = 1, and how far a pixel step to the right and down goes there.
/// </summary>
internal readonly record struct BlockBounds(
    float LowX, float HighX, float LowY, float HighY, float RightX, float RightY, float DownX, float DownY);
