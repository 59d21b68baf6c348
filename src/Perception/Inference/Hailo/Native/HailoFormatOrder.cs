namespace Perception.Inference.Hailo.Native;

/// <summary>hailo_format_order_t, those that are read.</summary>
internal enum HailoFormatOrder { Auto, Nhwc, Nhcw, Nhw = 5, Nc = 6, Nchw = 11, NmsByClass = 22, NmsByScore = 23 }
