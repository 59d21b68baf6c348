namespace Perception.Inference.Hailo;

/// <summary>Chips that a HEF is compiled for, by the numbers in the file.</summary>
public enum HailoArchitecture
{
    Hailo8 = 0,
    Hailo8P = 1,
    Hailo8R = 2,
    Hailo8L = 3,
    Hailo15M = 4,
    Hailo10H = 5,
    SageA0 = 100,
    SageB0 = 101,
    PaprikaB0 = 102,
    Hailo15H = 103,
    Ginger = 104,
    Lavender = 105,
    Pluto = 106,
}
