using System.Buffers.Binary;
using System.Text;

namespace Perception.Inference.Hailo;

/// <summary>Reads the message of a HEF (protobuf; the field numbers are those of HailoRT's hef.proto).</summary>
internal static class HefMessages
{
    private const int LongestName = 1024;

    // ProtoHEFHef
    private const int HefHeader = 1, HefNetworkGroups = 2, HefExtensions = 5;

    // ProtoHEFHeader, ProtoHEFExtension
    private const int HeaderArchitecture = 1, HeaderCompiler = 3, ExtensionType = 1;

    // ProtoHEFNetworkGroup; its first fields are those of ProtoHEFCoreOp, from before there were ops
    private const int GroupMetadata = 1, GroupContexts = 3, GroupOps = 8, GroupName = 10;

    // ProtoHEFNetworkGroupMetadata
    private const int MetadataName = 1, MetadataFramesPerSecond = 4;

    // ProtoHEFOp
    private const int OpOutputPads = 3, OpCore = 4, OpNms = 5;

    // ProtoHEFCoreOp
    private const int CoreMetadata = 1, CoreContexts = 3, PadName = 2;

    // ProtoHEFContext, ProtoHEFContextMetadata
    private const int ContextMetadata = 3, ContextEdgeLayers = 2;

    // ProtoHEFNmsOp
    private const int NmsScore = 1, NmsIou = 2, NmsMaximum = 3, NmsClasses = 4;

    public static HefFile Read(byte[] message, int version)
    {
        int? architecture = null;
        var compiler = "";
        var groups = new List<HefNetworkGroup>();
        var extensions = new List<int>();
        foreach (var field in new ProtobufFields(message))
        {
            switch (field.Number)
            {
                case HefHeader:
                    architecture = (int)Number(field.Body, HeaderArchitecture, 0);
                    compiler = Text(field.Body, HeaderCompiler);
                    break;
                case HefNetworkGroups:
                    groups.Add(ReadGroup(field.Body));
                    break;
                case HefExtensions:
                    extensions.Add((int)Number(field.Body, ExtensionType, 0));
                    break;
            }
        }

        return new HefFile
        {
            Version = version,
            Architecture =
                (HailoArchitecture)(architecture ?? throw new FormatException("does not say which chip it is for")),
            CompilerVersion = compiler,
            NetworkGroups = groups.Count > 0 ? groups : throw new FormatException("holds no network"),
            Extensions = extensions,
        };
    }

    private static HefNetworkGroup ReadGroup(ReadOnlySpan<byte> group)
    {
        var name = Text(group, GroupName);
        var core = new Core();
        var nms = new List<HefNms>();
        foreach (var field in new ProtobufFields(group))
        {
            switch (field.Number)
            {
                case GroupOps:
                    ReadOp(field.Body, core, nms);
                    break;
                case GroupMetadata:
                    core.ReadMetadata(field.Body);
                    break;
                case GroupContexts:
                    core.ReadContext(field.Body);
                    break;
            }
        }

        name = name.Length > 0 ? name : core.Name;
        if (name.Length == 0 || core.Inputs.Count == 0 || core.Outputs.Count == 0)
        {
            throw new FormatException(name.Length == 0 ? "holds a network group without a name"
                : $"holds the network group '{name}' without {(core.Inputs.Count == 0 ? "inputs" : "outputs")}");
        }

        return new HefNetworkGroup
        {
            Name = name,
            Inputs = core.Inputs,
            Outputs = core.Outputs,
            Nms = nms,
            ContextCount = core.Contexts,
            EstimatedFramesPerSecond = core.FramesPerSecond > 0 && double.IsFinite(core.FramesPerSecond)
                ? core.FramesPerSecond
                : null,
        };
    }

    private static void ReadOp(ReadOnlySpan<byte> op, Core core, List<HefNms> nms)
    {
        var output = "";
        foreach (var field in new ProtobufFields(op, OpOutputPads))
        {
            output = Text(field.Body, PadName);
        }

        foreach (var field in new ProtobufFields(op))
        {
            switch (field.Number)
            {
                case OpCore:
                    foreach (var part in new ProtobufFields(field.Body))
                    {
                        switch (part.Number)
                        {
                            case CoreMetadata:
                                core.ReadMetadata(part.Body);
                                break;
                            case CoreContexts:
                                core.ReadContext(part.Body);
                                break;
                        }
                    }

                    break;
                case OpNms:
                    nms.Add(ReadNms(field.Body, output));
                    break;
            }
        }
    }

    private static HefNms ReadNms(ReadOnlySpan<byte> nms, string output)
    {
        var kind = "";
        foreach (var field in new ProtobufFields(nms))
        {
            kind = field.Number switch
            {
                7 => "yolov5",
                8 => "yolox",
                9 => "ssd",
                10 => "iou",
                11 => "yolov5_seg",
                12 => "yolov8",
                _ => kind,
            };
        }

        return new HefNms(kind, output, Count(nms, NmsClasses, "classes"), Count(nms, NmsMaximum, "boxes"),
            Double(nms, NmsScore), Double(nms, NmsIou));
    }

    private static int Count(ReadOnlySpan<byte> message, int field, string what) =>
        Number(message, field, 0) is > 0 and <= 100_000 and var count ? (int)count
            : throw new FormatException($"suppresses overlaps of an impossible number of {what}");

    /// <summary>The value of the last field of that number, as protobuf has it.</summary>
    internal static ulong Number(ReadOnlySpan<byte> message, int field, ulong standard)
    {
        foreach (var value in new ProtobufFields(message, field))
        {
            var at = 0;
            standard = ProtobufFields.ReadVarint(value.Body, ref at);
        }

        return standard;
    }

    internal static string Text(ReadOnlySpan<byte> message, int field)
    {
        var text = "";
        foreach (var value in new ProtobufFields(message, field))
        {
            text = value.Body.Length <= LongestName ? Encoding.UTF8.GetString(value.Body)
                : throw new FormatException($"has a name of {value.Body.Length} bytes");
        }

        return text;
    }

    private static double Double(ReadOnlySpan<byte> message, int field)
    {
        var number = 0.0;
        foreach (var value in new ProtobufFields(message, field))
        {
            number = BinaryPrimitives.ReadDoubleLittleEndian(value.Body);
        }

        return number;
    }

    /// <summary>What the contexts of a network group add up to.</summary>
    private sealed class Core
    {
        public string Name { get; private set; } = "";

        public double FramesPerSecond { get; private set; }

        public int Contexts { get; private set; }

        public List<HefLayer> Inputs { get; } = [];

        public List<HefLayer> Outputs { get; } = [];

        public void ReadMetadata(ReadOnlySpan<byte> metadata) =>
            (Name, FramesPerSecond) = (Text(metadata, MetadataName), Double(metadata, MetadataFramesPerSecond));

        public void ReadContext(ReadOnlySpan<byte> context)
        {
            Contexts++;
            foreach (var metadata in new ProtobufFields(context, ContextMetadata))
            {
                foreach (var edge in new ProtobufFields(metadata.Body, ContextEdgeLayers))
                {
                    if (HefLayers.Read(edge.Body) is { } layer)
                    {
                        (layer.IsInput ? Inputs : Outputs).Add(layer);
                    }
                }
            }
        }
    }
}
