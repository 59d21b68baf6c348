using System.Runtime.InteropServices;
using System.Text;
using Perception.Inference;
using Perception.Inference.OnnxRuntime;

namespace Benchmarks.Inference;

/// <summary>Our backend against ONNX Runtime's C API called directly: same library, model, options and input.</summary>
internal static unsafe class InferenceBench
{
    private const int Rounds = 150;

    public static int Run(string[] args)
    {
        if (args.Length == 0)
        {
            Console.Error.WriteLine("usage: inference MODEL.onnx");
            return 2;
        }

        using var ours = new OnnxRuntimeSession(args[0], new InferenceOptions { IntraOpThreads = 1 });
        using var buffers = ours.CreateBuffers();
        var reference = new PlainCApi(args[0], ours);
        var medians = Benchmarks.Rounds.Medians(Rounds, () => ours.Run(buffers), reference.Run);
        Console.WriteLine($"inference {Path.GetFileName(args[0])} {ours.Inputs[0]}, one thread, medians of {Rounds}:");
        Console.WriteLine(
            $"  ours {medians[0]:F2} ms   plain C API {medians[1]:F2} ms   " +
            $"ratio {medians[0] / medians[1]:F3} (goal 1.0)");
        return 0;
    }

    /// <summary>OrtApi by the positions of its functions, which never change (onnxruntime_c_api.h).</summary>
    private sealed class PlainCApi
    {
        private readonly nint* _api;
        private readonly nint _session;
        private readonly nint _input;
        private readonly nint _output;
        private readonly byte* _inputName;
        private readonly byte* _outputName;

        public PlainCApi(string model, IInferenceSession shapes)
        {
            var library = NativeLibrary.Load(Path.Combine(AppContext.BaseDirectory, "libonnxruntime.so"));
            var apiBase = ((delegate* unmanaged<nint*>)NativeLibrary.GetExport(library, "OrtGetApiBase"))();
            _api = ((delegate* unmanaged<uint, nint*>)apiBase[0])(29);
            nint environment, options, session, memory;
            Check(((delegate* unmanaged<int, byte*, nint*, nint>)_api[3])(4, Text("bench"), &environment));
            Check(((delegate* unmanaged<nint*, nint>)_api[10])(&options));
            Check(((delegate* unmanaged<nint, int, nint>)_api[23])(options, 99));
            Check(((delegate* unmanaged<nint, int, nint>)_api[24])(options, 1));
            Check(((delegate* unmanaged<nint, byte*, byte*, nint>)_api[130])(
                options, Text("session.set_denormal_as_zero"), Text("1")));
            Check(((delegate* unmanaged<nint, byte*, nint, nint*, nint>)_api[7])(
                environment, Text(model), options, &session));
            Check(((delegate* unmanaged<int, int, nint*, nint>)_api[69])(1, 0, &memory));
            _session = session;
            _input = Tensor(memory, shapes.Inputs[0]);
            _output = Tensor(memory, shapes.Outputs[0]);
            _inputName = Text(shapes.Inputs[0].Name);
            _outputName = Text(shapes.Outputs[0].Name);
        }

        public void Run()
        {
            var inputName = _inputName;
            var outputName = _outputName;
            var input = _input;
            var output = _output;
            Check(((delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)_api[9])(
                _session, 0, &inputName, &input, 1, &outputName, 1, &output));
        }

        private static byte* Text(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text + "\0");
            var memory = (byte*)NativeMemory.Alloc((nuint)bytes.Length);
            bytes.CopyTo(new Span<byte>(memory, bytes.Length));
            return memory;
        }

        private nint Tensor(nint memory, TensorSpec spec)
        {
            var buffer = NativeMemory.AlignedAlloc((nuint)spec.ByteLength, 64);
            new Span<byte>(buffer, spec.ByteLength).Clear();
            var shape = stackalloc long[spec.Shape.Count];
            for (var i = 0; i < spec.Shape.Count; i++)
            {
                shape[i] = spec.Shape[i];
            }

            nint value;
            Check(((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)_api[49])(
                memory, buffer, (nuint)spec.ByteLength, shape, (nuint)spec.Shape.Count, 1, &value));
            return value;
        }

        private void Check(nint status)
        {
            if (status != 0)
            {
                throw new InvalidOperationException(
                    Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)_api[2])(status)));
            }
        }
    }
}
