using Microsoft.ML.OnnxRuntime;
using OrtElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace Perception.Inference.OnnxRuntime;

/// <summary>Native buffers with the binding that makes ONNX Runtime read and write them in place.</summary>
internal sealed class OnnxRuntimeBuffers : TensorBuffers
{
    private readonly List<NativeBuffer> _inputs = [];
    private readonly List<NativeBuffer> _outputs = [];
    private readonly List<OrtValue> _values = [];

    public OnnxRuntimeBuffers(
        InferenceSession session, IReadOnlyList<TensorSpec> inputs, IReadOnlyList<TensorSpec> outputs)
    {
        Binding = session.CreateIoBinding();
        try
        {
            foreach (var input in inputs)
            {
                Binding.BindInput(input.Name, Value(input, _inputs));
            }

            foreach (var output in outputs)
            {
                Binding.BindOutput(output.Name, Value(output, _outputs));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public OrtIoBinding Binding { get; }

    /// <summary>The values of the inputs, to run without a binding.</summary>
    public IReadOnlyList<OrtValue> InputValues => _values[.._inputs.Count];

    public override nint Input(int index) => _inputs[index].Address;

    public override nint Output(int index) => _outputs[index].Address;

    public override void Dispose()
    {
        // The binding refers to the values, and they to the memory.
        Binding.Dispose();
        _values.ForEach(value => value.Dispose());
        _inputs.ForEach(buffer => buffer.Dispose());
        _outputs.ForEach(buffer => buffer.Dispose());
    }

    private OrtValue Value(TensorSpec spec, List<NativeBuffer> buffers)
    {
        var buffer = new NativeBuffer(spec.ByteLength);
        buffers.Add(buffer);
        var value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance,
            TypeOf(spec.ElementType),
            [.. spec.Shape.Select(dimension => (long)dimension)], buffer.Address, spec.ByteLength);
        _values.Add(value);
        return value;
    }

    private static OrtElementType TypeOf(TensorDataType type) => type switch
    {
        TensorDataType.Float32 => OrtElementType.Float,
        TensorDataType.Int32 => OrtElementType.Int32,
        TensorDataType.Int64 => OrtElementType.Int64,
        _ => OrtElementType.UInt8,
    };
}
