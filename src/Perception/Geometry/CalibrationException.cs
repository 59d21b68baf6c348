namespace Perception.Geometry;

/// <summary>Values of a calibration that describe no camera; the message says which, and what is allowed.</summary>
public sealed class CalibrationException(string message) : Exception(message);
