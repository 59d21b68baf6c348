using Microsoft.ML.OnnxRuntime;
using Perception.Toolchain.Onnx;

namespace Perception.Toolchain.Graphs;

/// <summary>What ONNX Runtime makes of a graph for the CPU of this machine, once it has fused what it can.</summary>
public static class RuntimeGraph
{
    /// <summary>How often each operator is left; those of the runtime's own carry their domain.</summary>
    /// <exception cref="GraphException">The runtime refuses the graph.</exception>
    public static IReadOnlyDictionary<string, int> Operators(GraphModel model)
    {
        var path = Path.Combine(Path.GetTempPath(), $"perception-{Guid.NewGuid():N}.onnx");
        try
        {
            using var options = new SessionOptions
            {
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
                OptimizedModelFilePath = path,
            };
            using (new InferenceSession(model.ToBytes(), options))
            {
            }

            return ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).Graph.Node
                .GroupBy(node => node.Domain.Length > 0 ? $"{node.Domain}.{node.OpType}" : node.OpType)
                .ToDictionary(group => group.Key, group => group.Count());
        }
        catch (OnnxRuntimeException e)
        {
            throw new GraphException(
                $"ONNX Runtime refuses the graph of '{model.Name}': {e.Message.Split('\n')[0].Trim()}");
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Convolutions and matrix products that compute with whole numbers, and those that do not.</summary>
    public static (int Integer, int Float) Layers(GraphModel model)
    {
        var (integer, real) = (0, 0);
        foreach (var (name, count) in Operators(model))
        {
            var type = name[(name.LastIndexOf('.') + 1)..];
            if (type is "QLinearConv" or "ConvInteger" or "MatMulInteger" or "QLinearMatMul" or "QGemm" or
                "MatMulIntegerToFloat" or "DynamicQuantizeMatMul")
                integer += count;
            else if (type is "Conv" or "FusedConv" or "ConvTranspose" or "MatMul" or "Gemm" or "FusedMatMul" or
                "FusedGemm")
                real += count;
        }

        return (integer, real);
    }
}
