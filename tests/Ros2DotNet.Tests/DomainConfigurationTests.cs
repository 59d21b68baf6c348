using System.Xml.Linq;
using Ros2DotNet.Dds;

namespace Ros2DotNet.Tests;

/// <summary>
/// The configuration that rmw_cyclonedds makes of the same environment (rmw_node.cpp, check_create_domain).
/// </summary>
public sealed class DomainConfigurationTests
{
    [Theory]
    [InlineData(null, null, null, "auto", "")]
    [InlineData("SUBNET", "10.0.0.1;host.local", null, "auto", "10.0.0.1 host.local")]
    [InlineData("LOCALHOST", null, "false", "auto", "localhost")]
    [InlineData("localhost", "10.0.0.1", "false", "auto", "localhost 10.0.0.1")]
    [InlineData("NOWHERE", null, "false", "auto", "localhost")]
    [InlineData("OFF", null, "false", "none", "")]
    [InlineData("SYSTEM_DEFAULT", null, null, null, "")]
    public void A_discovery_range_becomes_what_rmw_makes_of_it(string? range, string? peers, string? multicast,
        string? index, string addresses)
    {
        var domain = Domain(("ROS_AUTOMATIC_DISCOVERY_RANGE", range), ("ROS_STATIC_PEERS", peers));

        Assert.Equal(multicast, domain.Element("General")?.Element("AllowMulticast")?.Value);
        Assert.Equal(index, domain.Element("Discovery")?.Element("ParticipantIndex")?.Value);
        Assert.Equal(addresses,
            string.Join(' ', domain.Descendants("Peer").Select(peer => peer.Attribute("address")!.Value)));
    }

    [Fact]
    public void Localhost_only_wins_over_a_range_and_drops_static_peers()
    {
        var domain = Domain(("ROS_LOCALHOST_ONLY", "1"), ("ROS_AUTOMATIC_DISCOVERY_RANGE", "SUBNET"),
            ("ROS_STATIC_PEERS", "10.0.0.1"));

        Assert.Equal(["localhost"], domain.Descendants("Peer").Select(peer => peer.Attribute("address")!.Value));
    }

    [Fact]
    public void In_Humble_localhost_only_is_the_loopback_interface()
    {
        var domain = Domain(("ROS_LOCALHOST_ONLY", "1"), ("ROS_DISTRO", "humble"));

        Assert.Equal("127.0.0.1", domain.Descendants("NetworkInterface").Single().Attribute("address")!.Value);
    }

    [Fact]
    public void The_users_own_configuration_comes_last()
    {
        var text = DomainConfiguration.Build(name => name == "CYCLONEDDS_URI" ? "file:///etc/cyclone.xml" : null);

        Assert.EndsWith(",file:///etc/cyclone.xml", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_peer_with_characters_of_XML_is_escaped() =>
        Assert.Equal("a\"<b",
            Domain(("ROS_STATIC_PEERS", "a\"<b")).Descendants("Peer").Single().Attribute("address")!.Value);

    private static XElement Domain(params (string Name, string? Value)[] environment) =>
        XDocument.Parse(DomainConfiguration.Build(name => environment.FirstOrDefault(item => item.Name == name).Value)).Root!.Element("Domain")!;
}
