namespace Perception.Simulation.Rendering;

/// <summary>How the sensor of a camera is set for one picture.</summary>
/// <param name="Exposure">Factor on the light.</param>
/// <param name="Gain">Noise grows with it; 1 by day.</param>
/// <param name="BlurPixels">Radius of the lens's blur.</param>
/// <param name="Vignette">Light that is lost in the corners, 0 to 1.</param>
/// <param name="Warmth">White balance: above 1 is reddish.</param>
/// <param name="Rain">Streaks across the picture, 0 to 1.</param>
/// <param name="Bloom">Share of bright light that spreads.</param>
/// <param name="NoiseSeed">Differs in every picture.</param>
internal readonly record struct SensorState(
    float Exposure, float Gain, float BlurPixels, float Vignette, float Warmth, float Rain, float Bloom, int NoiseSeed);
