namespace Perception.Inference;

/// <summary>The numbers of a tensor.</summary>
public enum TensorDataType { Float32, UInt8, Int8, UInt16, Int16, Float16, Int32, Int64 }
