using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Quantization;

/// <summary>What the tensors of a network held while it saw a set of pictures.</summary>
public sealed class ActivationRanges
{
    private const ulong Magic = 0x3230_5347_4E52_5045;

    private ActivationRanges(Dictionary<string, Histogram> histograms, int pictures)
    {
        Histograms = histograms;
        Pictures = pictures;
    }

    /// <summary>By tensor.</summary>
    public IReadOnlyDictionary<string, Histogram> Histograms { get; }

    public int Pictures { get; }

    /// <summary>Runs a network on pictures and counts the values of every float tensor.</summary>
    /// <param name="model">The network, as <see cref="Quantizer.Prepare"/> leaves it.</param>
    /// <param name="pictures">Its inputs.</param>
    /// <exception cref="GraphException">It does not run.</exception>
    public static ActivationRanges Collect(GraphModel model, IEnumerable<Tensor> pictures)
    {
        var shapes = ShapeInference.Infer(model);
        var names = model.Nodes.SelectMany(node => node.Outputs)
            .Where(name => name.Length > 0 && shapes[name].Type == ElementType.Float32).Distinct().ToList();
        var histograms = names.Append(model.Inputs[0].Name).ToDictionary(name => name, _ => new Histogram());
        using var runner = new GraphRunner(Open(model, names));
        var count = 0;
        foreach (var picture in pictures)
        {
            var input = new Dictionary<string, Tensor> { [model.Inputs[0].Name] = picture };
            foreach (var (name, tensor) in runner.Run(input))
            {
                if (histograms.TryGetValue(name, out var histogram))
                {
                    histogram.Add(MemoryMarshal.Cast<byte, float>(tensor.Bytes.Span));
                }
            }

            histograms[model.Inputs[0].Name].Add(picture.ToFloats());
            count++;
        }

        return new ActivationRanges(histograms, count);
    }

    /// <summary>A name for the histograms of a network and a list of pictures, for a cache.</summary>
    public static string KeyOf(GraphModel model, IEnumerable<string> pictures)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(model.ToBytes());
        foreach (var picture in pictures.Select(path => new FileInfo(path)))
            hash.AppendData(Encoding.UTF8.GetBytes(
                $"{picture.FullName}|{picture.Length}|{picture.LastWriteTimeUtc.Ticks}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    /// <summary>Stores the histograms.</summary>
    public void Save(string path)
    {
        using var writer = new BinaryWriter(File.Create($"{path}.partial"), Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(Pictures);
        writer.Write(Histograms.Count);
        foreach (var (name, histogram) in Histograms)
        {
            writer.Write(name);
            writer.Write(histogram.Width);
            writer.Write(histogram.Minimum);
            writer.Write(histogram.Maximum);
            writer.Write(MemoryMarshal.AsBytes(histogram.Negative));
            writer.Write(MemoryMarshal.AsBytes(histogram.Positive));
        }

        writer.Dispose();
        File.Move($"{path}.partial", path, overwrite: true);
    }

    /// <summary>Reads what was stored; null where there is nothing, or something else.</summary>
    public static ActivationRanges? TryLoad(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            using var reader = new BinaryReader(File.OpenRead(path), Encoding.UTF8);
            if (reader.ReadUInt64() != Magic) return null;
            var pictures = reader.ReadInt32();
            var histograms = new Dictionary<string, Histogram>();
            for (var left = reader.ReadInt32(); left > 0; left--)
            {
                var name = reader.ReadString();
                var (width, minimum, maximum) = (reader.ReadDouble(), reader.ReadSingle(), reader.ReadSingle());
                histograms[name] = new Histogram(width, Counts(reader), Counts(reader), minimum, maximum);
            }

            return new ActivationRanges(histograms, pictures);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException
            or OverflowException)
        {
            return null;
        }
    }

    /// <summary>A copy of a network with more tensors as outputs.</summary>
    internal static GraphModel Open(GraphModel model, IEnumerable<string> names)
    {
        var open = model.Clone();
        open.Outputs.AddRange(names.Where(name => model.Outputs.All(output => output.Name != name))
            .Select(name => new ValueInfo(name, ElementType.Undefined, null)));
        return open;
    }

    private static long[] Counts(BinaryReader reader)
    {
        var bytes = reader.ReadBytes(8 * Histogram.Side);
        if (bytes.Length != 8 * Histogram.Side) throw new EndOfStreamException();
        var counts = new long[Histogram.Side];
        for (var i = 0; i < counts.Length; i++) counts[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8 * i));
        return counts;
    }
}
