namespace Perception.Inference.Hailo.Native;

/// <summary>hailo_format_type_t.</summary>
internal enum HailoFormatType { Auto, UInt8, UInt16, Float32 }
