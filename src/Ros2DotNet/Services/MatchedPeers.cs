using Ros2DotNet.Dds;
using Ros2DotNet.Dds.Native;

namespace Ros2DotNet;

/// <summary>What Cyclone knows of the other side of a service.</summary>
internal static unsafe class MatchedPeers
{
    private const int MaximumPeers = 256;

    /// <summary>
    /// The writer that sent a sample: its <paramref name="key"/> value and whether it is of Fast DDS.
    /// </summary>
    public static (string? Value, bool IsFast) Publication(int reader, ulong handle, string key)
    {
        var data = Ddsc.dds_get_matched_publication_data(reader, handle);
        if (data is null)
        {
            return (null, false);
        }

        var found = (ServiceWire.UserValue(data->Qos, key), IsFast(data));
        Ddsc.dds_builtintopic_free_endpoint(data);
        return found;
    }

    /// <summary>
    /// The values of <paramref name="key"/> of all readers matched with a writer; null for those without.
    /// </summary>
    public static List<(string? Value, bool IsFast)> Readers(int writer, string key)
    {
        var handles = stackalloc ulong[MaximumPeers];
        var count = Math.Min(MaximumPeers, Ddsc.dds_get_matched_subscriptions(writer, handles, MaximumPeers));
        var found = new List<(string?, bool)>(Math.Max(0, count));
        for (var i = 0; i < count; i++)
        {
            var data = Ddsc.dds_get_matched_subscription_data(writer, handles[i]);
            if (data is not null)
            {
                found.Add((ServiceWire.UserValue(data->Qos, key), IsFast(data)));
                Ddsc.dds_builtintopic_free_endpoint(data);
            }
        }

        return found;
    }

    /// <summary>The same of all writers matched with a reader.</summary>
    public static List<(string? Value, bool IsFast)> Writers(int reader, string key)
    {
        var handles = stackalloc ulong[MaximumPeers];
        var count = Math.Min(MaximumPeers, Ddsc.dds_get_matched_publications(reader, handles, MaximumPeers));
        var found = new List<(string?, bool)>(Math.Max(0, count));
        for (var i = 0; i < count; i++)
        {
            found.Add(Publication(reader, handles[i], key));
        }

        return found;
    }

    private static bool IsFast(BuiltinEndpoint* endpoint) =>
        EndpointGuid.From(new ReadOnlySpan<byte>(endpoint->Key, 16)).IsFastDds;
}
