namespace Perception.Inference;

/// <summary>What computes a network.</summary>
public enum ExecutionProvider { Cpu, Cuda, TensorRt, OpenVino, Qnn, Xnnpack, WebGpu, Hailo, Rknn }
