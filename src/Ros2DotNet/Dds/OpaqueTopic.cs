using System.Runtime.InteropServices;
using Ros2DotNet.Dds.Native;

namespace Ros2DotNet.Dds;

/// <summary>
/// A topic for readers that takes any CDR as a blob: its type program says "one octet", which Cyclone checks, and keeps
/// the whole sample. No managed code runs on Cyclone's receive thread.
/// </summary>
internal static unsafe class OpaqueTopic
{
    // DDS_OP_ADR | DDS_OP_TYPE_1BY at offset 0, then DDS_OP_RTS.
    private const uint OneOctet = (1u << 24) | (1u << 16);
    private const uint RestrictDataRepresentation = 0x80;
    private const uint Xcdr1 = 1;

    public static int Create(int participant, string topic, string ddsTypeName)
    {
        var ops = stackalloc uint[3] { OneOctet, 0, 0 };
        var typeName = Marshal.StringToCoTaskMemUTF8(ddsTypeName);
        try
        {
            var descriptor = new TopicDescriptor
            {
                Size = 1,
                Align = 1,
                Flags = RestrictDataRepresentation,
                TypeName = (byte*)typeName,
                OpCount = 2,
                Ops = ops,
                RestrictDataRepresentation = Xcdr1,
            };
            return DdsException.Check(
                Ddsc.dds_create_topic(participant, &descriptor, topic, DdsQos.Topic, 0), $"topic '{topic}'");
        }
        finally
        {
            Marshal.FreeCoTaskMem(typeName);
        }
    }
}
