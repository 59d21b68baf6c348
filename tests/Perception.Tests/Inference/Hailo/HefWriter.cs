using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Perception.Tests.Inference.Hailo;

/// <summary>Writes HEFs of its own bytes, field by field, with the hashes of libraries that are not ours.</summary>
internal static partial class HefWriter
{
    public sealed record Layer(
        string Name, bool IsInput, int Height, int Width, int Features, double[]? Scales = null,
            double[]? ZeroPoints = null,
        int DataBytes = 1, bool IsBoundary = true);

    public static byte[] Build(
        uint version, IEnumerable<Layer> layers, int architecture = 0, int contexts = 1, int[]? extensions = null,
        byte[]? nms = null, string group = "net", bool proto3Hash = false)
    {
        // What HailoRT itself asks for is all there, as far as its hef.proto tells: pads, orders, empty configuration.
        var all = layers.ToList();
        var outputs = all.Where(layer => !layer.IsInput && layer.IsBoundary).Select(layer => layer.Name).ToList();
        var core = new Message().Bytes(1, new Message().Text(1, group).Double(4, 123.5)).Bytes(2, new Message());
        for (var i = 0; i < contexts; i++)
        {
            var metadata = new Message();
            foreach (var (index, layer) in i == 0 ? all.Index() : [])
            {
                metadata.Bytes(2, Edge(layer, index));
            }

            core.Bytes(3, new Message().Number(1, i).Bytes(3, metadata.Texts(5, i == 0 ? outputs : [])));
        }

        core.Texts(4, outputs).Text(6, group);
        var op = new Message().Text(1, "core");
        foreach (var (index, layer) in all.Index().Where(item => item.Item.IsBoundary))
        {
            op.Bytes(layer.IsInput ? 2 : 3, new Message().Number(1, index).Text(2, layer.Name));
        }

        var groupMessage =
            new Message().Bytes(8, op.Bytes(4, core)).Text(10, group).Texts(4, outputs).Text(6, group);
        if (nms is not null)
        {
            groupMessage.Bytes(8, new Message().Bytes(3, new Message().Text(2, "nms_out")).Raw(5, nms));
        }

        var hef =
            new Message().Bytes(1, new Message().Number(1, architecture).Text(3, "3.31.0")).Bytes(2, groupMessage);
        foreach (var extension in extensions ?? [0, 3, 13])
        {
            hef.Bytes(5, new Message().Number(1, extension));
        }

        return Wrap(version, hef.ToArray(), new byte[300], proto3Hash);
    }

    public static byte[] Nms(int classes, int maximum) => new Message()
        .Double(1, 0.25).Double(2, 0.45).Number(3, maximum).Number(4, classes).Bytes(8, new Message()).ToArray();

    /// <summary>A message within the shell of a version.</summary>
    public static byte[] Wrap(uint version, byte[] message, byte[] ccws, bool messageHash = false)
    {
        if (version == 0)
        {
            ccws = [];
        }

        byte[] body = [.. message, .. ccws];
        var header = new byte[version switch { 0 => 32, 1 => 28, 2 => 44, _ => 56 }];
        BinaryPrimitives.WriteUInt32BigEndian(header, 0x01484546);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), version);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(8), (uint)message.Length);
        var rest = header.AsSpan(12);
        switch (version)
        {
            case 0:
                MD5.HashData(message).CopyTo(rest[4..]);
                break;
            case 1:
                BinaryPrimitives.WriteUInt32BigEndian(rest, (uint)crc32(0, body, (uint)body.Length));
                BinaryPrimitives.WriteUInt64BigEndian(rest[4..], (ulong)ccws.Length);
                break;
            case 2:
                BinaryPrimitives.WriteUInt64BigEndian(rest, XXH3_64bits(body, (nuint)body.Length));
                BinaryPrimitives.WriteUInt64BigEndian(rest[8..], (ulong)ccws.Length);
                break;
            default:
                // 40 bytes of padding and 60 of additional information are part of what follows the message.
                BinaryPrimitives.WriteUInt64BigEndian(rest, messageHash ? 1 : XXH3_64bits(body, (nuint)body.Length));
                BinaryPrimitives.WriteUInt64BigEndian(rest[8..], (ulong)ccws.Length - 60);
                BinaryPrimitives.WriteUInt32BigEndian(rest[16..], 40);
                BinaryPrimitives.WriteUInt64BigEndian(rest[20..], 60);
                BinaryPrimitives.WriteUInt64BigEndian(rest[28..],
                    messageHash ? XXH3_64bits(message, (nuint)message.Length) : 0);
                break;
        }

        return [.. header, .. body];
    }

    [LibraryImport("libxxhash.so.0")]
    public static partial ulong XXH3_64bits(byte[] data, nuint length);

    [LibraryImport("libz.so.1")]
    private static partial ulong crc32(ulong crc, byte[] data, uint length);

    private static Message Edge(Layer layer, int pad)
    {
        var numbers = new Message();
        if (layer.Scales is { Length: > 0 } scales)
        {
            numbers.Float(1, (float)layer.ZeroPoints![0]).Float(2, (float)scales[0]);
            numbers.Doubles(5, layer.ZeroPoints).Doubles(6, scales);
        }

        var shape = new Message().Number(1, layer.Height).Number(2, layer.Height).Number(3, layer.Width)
            .Number(4, layer.Width).Number(5, layer.Features).Number(6, layer.Features).Number(7, 1)
            .Number(9, layer.Width * layer.Features * layer.DataBytes).Number(10, layer.Height)
            .Number(12, layer.DataBytes).Bytes(13, new Message().Number(1, 1));
        var info = new Message().Text(1, layer.Name).Bytes(2, shape).Bytes(3, numbers).Text(5, $"onnx/{layer.Name}");
        return new Message().Number(1, layer.IsInput ? 0 : 1).Bytes(3, info)
            .Bytes(5, new Message().Number(3, layer.IsBoundary ? 0 : 1)).Number(7, pad);
    }

    private sealed class Message
    {
        private readonly MemoryStream _bytes = new();

        public Message Number(int field, long value) => Key(field, 0).Varint((ulong)value);

        public Message Text(int field, string text) => Raw(field, Encoding.UTF8.GetBytes(text));

        public Message Texts(int field, IEnumerable<string> texts)
        {
            foreach (var text in texts) Text(field, text);
            return this;
        }

        public Message Bytes(int field, Message message) => Raw(field, message.ToArray());

        public Message Float(int field, float value)
        {
            Key(field, 5)._bytes.Write(BitConverter.GetBytes(value));
            return this;
        }

        public Message Double(int field, double value)
        {
            Key(field, 1)._bytes.Write(BitConverter.GetBytes(value));
            return this;
        }

        public Message Doubles(int field, double[] values) =>
            Raw(field, [.. values.SelectMany(BitConverter.GetBytes)]);

        public Message Raw(int field, byte[] bytes)
        {
            Key(field, 2).Varint((ulong)bytes.Length)._bytes.Write(bytes);
            return this;
        }

        public byte[] ToArray() => _bytes.ToArray();

        private Message Key(int field, int type) => Varint((ulong)(field << 3 | type));

        private Message Varint(ulong value)
        {
            for (; value >= 0x80; value >>= 7)
            {
                _bytes.WriteByte((byte)(value | 0x80));
            }

            _bytes.WriteByte((byte)value);
            return this;
        }
    }
}
