namespace Perception.Inference;

/// <summary>Buffers that a backend copies from and to; they outlive the device.</summary>
internal sealed class PlainBuffers(IReadOnlyList<TensorSpec> inputs, IReadOnlyList<TensorSpec> outputs) : TensorBuffers
{
    private readonly NativeBuffer[] _inputs = [.. inputs.Select(input => new NativeBuffer(input.ByteLength))];
    private readonly NativeBuffer[] _outputs = [.. outputs.Select(output => new NativeBuffer(output.ByteLength))];

    public override nint Input(int index) => _inputs[index].Address;

    public override nint Output(int index) => _outputs[index].Address;

    public override void Dispose()
    {
        Array.ForEach(_inputs, buffer => buffer.Dispose());
        Array.ForEach(_outputs, buffer => buffer.Dispose());
    }
}
