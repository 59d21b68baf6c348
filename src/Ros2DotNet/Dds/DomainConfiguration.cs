using System.Security;
using System.Text;

namespace Ros2DotNet.Dds;

/// <summary>
/// Cyclone's configuration from ROS 2's discovery environment, as rmw_cyclonedds builds it, with a receive buffer that
/// holds large images. <c>CYCLONEDDS_URI</c> comes last and wins.
/// </summary>
internal static class DomainConfiguration
{
    /// <summary>What Cyclone asks of the kernel for its socket; the kernel grants at most net.core.rmem_max.</summary>
    public const int ReceiveBufferBytes = 32 << 20;

    public static int DomainId(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return 0;
        }

        return int.TryParse(text, out var domain) && domain is >= 0 and <= 232
            ? domain
            : throw new RosArgumentException($"ROS_DOMAIN_ID is '{text}'; allowed is a number from 0 to 232");
    }

    public static string Build(Func<string, string?> environment)
    {
        var range = (environment("ROS_AUTOMATIC_DISCOVERY_RANGE") ?? "").ToUpperInvariant();
        var peers = (environment("ROS_STATIC_PEERS") ?? "")
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var own = environment("CYCLONEDDS_URI");
        if (environment("ROS_LOCALHOST_ONLY") == "1")
        {
            if (environment("ROS_DISTRO") == "humble")
            {
                // Humble's nodes are on the loopback interface alone then, and one on another interface would not meet
                // them.
                const string Loopback = "<CycloneDDS><Domain><General><Interfaces><NetworkInterface " +
                    "address=\"127.0.0.1\"/></Interfaces></General></Domain></CycloneDDS>";
                return string.IsNullOrEmpty(own) ? Loopback : $"{Loopback},{own}";
            }

            (range, peers) = ("LOCALHOST", []);
        }

        range = range switch
        {
            "" => "SUBNET",
            "SUBNET" or "LOCALHOST" or "OFF" or "SYSTEM_DEFAULT" => range,
            // An unknown range is taken for the narrowest that still works, as rmw does.
            _ => "LOCALHOST",
        };
        var xml = new StringBuilder("<CycloneDDS><Domain>");
        AppendGeneral(xml, range);
        AppendDiscovery(xml, range, peers);
        xml.Append(
            $"<Internal><SocketReceiveBufferSize max=\"{ReceiveBufferBytes}B\"/></Internal></Domain></CycloneDDS>");
        return string.IsNullOrEmpty(own) ? xml.ToString() : $"{xml},{own}";
    }

    private static void AppendGeneral(StringBuilder xml, string range)
    {
        xml.Append("<General>");
        if (range is "LOCALHOST" or "OFF")
        {
            xml.Append("<AllowMulticast>false</AllowMulticast>");
        }

        if (range == "LOCALHOST")
        {
            // Loopback carries large datagrams whole; on a real network they would become IP fragments. It loses none
            // that fits the receive buffer, so fragments as large as a datagram cost nothing and save most of the work
            // on both sides.
            xml.Append("<MaxMessageSize>65500B</MaxMessageSize><FragmentSize>63000B</FragmentSize>");
        }

        xml.Append("</General>");
    }

    private static void AppendDiscovery(StringBuilder xml, string range, string[] peers)
    {
        if (range == "SYSTEM_DEFAULT")
        {
            return;
        }

        xml.Append("<Discovery>");
        if (range == "OFF")
        {
            xml.Append(
                $"<ParticipantIndex>none</ParticipantIndex><Tag>ros_discovery_off_{Environment.ProcessId}</Tag>");
        }
        else
        {
            xml.Append(
                "<ParticipantIndex>auto</ParticipantIndex><MaxAutoParticipantIndex>32</MaxAutoParticipantIndex>");
            var addresses = (range == "LOCALHOST" ? peers.Prepend("localhost") : peers).ToArray();
            if (addresses.Length > 0)
            {
                xml.Append("<Peers>");
                foreach (var address in addresses)
                {
                    xml.Append($"<Peer address=\"{SecurityElement.Escape(address)}\"/>");
                }

                xml.Append("</Peers>");
            }
        }

        xml.Append("</Discovery>");
    }
}
