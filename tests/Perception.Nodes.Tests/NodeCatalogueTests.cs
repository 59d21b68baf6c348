using System.Xml.Linq;
using Ros2DotNet;

namespace Perception.Nodes.Tests;

/// <summary>What the package ships for each node is what the node is.</summary>
public sealed class NodeCatalogueTests
{
    public static TheoryData<string> Names => [.. NodeCatalogue.All.Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_schema_in_the_package_is_that_of_the_node(string name)
    {
        var kind = NodeCatalogue.Find(name)!;
        Assert.Equal(kind.Schema,
            File.ReadAllText(Path.Combine(Workspace.Root, "schema", $"{kind.Executable}.schema.json")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_parameter_file_in_the_package_holds_every_parameter_with_its_default(string name)
    {
        var definitions = NodeCatalogue.Find(name)!.Parameters.ToDictionary(
            definition => definition.Name, definition => ParameterMessages.ToText(definition.Default));
        var given = File.ReadLines(Path.Combine(Workspace.Root, "config", $"{name}.param.yaml"))
            // What overrides the model's manifest stands there as a comment.
            .Select(line => line.Replace("# nms_threshold:", "nms_threshold:").Split('#')[0].Trim())
            .Where(line => line.Length > 0 && !line.EndsWith(':'))
            .ToDictionary(line => line[..line.IndexOf(':')],
                line => ParameterMessages.ToText(ParameterMessages.ParseText(line[(line.IndexOf(':') + 1)..].Trim())));
        Assert.Equal(definitions.OrderBy(pair => pair.Key), given.OrderBy(pair => pair.Key));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_launch_file_starts_the_executable_with_parameters_that_exist(string name)
    {
        var kind = NodeCatalogue.Find(name)!;
        var launch = XDocument.Load(Path.Combine(Workspace.Root, "launch", $"{name}.launch.xml")).Root!;
        var node = launch.Element("node")!;
        Assert.Equal(kind.Executable, node.Attribute("exec")!.Value);
        Assert.True(File.Exists(Path.Combine(Workspace.Root, "scripts", "nodes", kind.Executable)));
        Assert.All(launch.Elements("arg"),
            arg => Assert.False(string.IsNullOrEmpty(arg.Attribute("description")?.Value)));
        var known = kind.Parameters.Select(definition => definition.Name).Append("use_sim_time").ToHashSet();
        Assert.All(node.Elements("param").Where(item => item.Attribute("name") is not null),
            item => Assert.Contains(item.Attribute("name")!.Value, known));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_parameter_that_nobody_knows_is_refused_with_the_nearest_one(string name)
    {
        Environment.SetEnvironmentVariable("ROS_DOMAIN_ID", $"{YoloxNodeUnderTest.Domain}");
        using var context = new RosContext(["--ros-args", "-p", "stale_after_ms:=3.0"]);
        var message = Assert.Throws<RosParameterException>(() => NodeCatalogue.Find(name)!.Start(context)).Message;
        Assert.Contains("'stale_after_ms'", message);
        Assert.Contains("'stale_after_s'", message);
    }

    [Fact]
    public void Launch_files_include_files_that_are_there_with_arguments_that_they_have()
    {
        var folder = Path.Combine(Workspace.Root, "launch");
        var includes = Directory.GetFiles(folder, "*.launch.xml")
            .SelectMany(file => XDocument.Load(file).Descendants("include")).ToArray();
        Assert.NotEmpty(includes);
        Assert.All(includes, include =>
        {
            var target = Path.Combine(folder, Path.GetFileName(include.Attribute("file")!.Value));
            var declared = XDocument.Load(target).Root!.Elements("arg").ToDictionary(
                arg => arg.Attribute("name")!.Value, arg => arg.Attribute("default") is null);
            var given = include.Elements("arg").Select(arg => arg.Attribute("name")!.Value).ToArray();
            Assert.All(given, name => Assert.Contains(name, declared.Keys));
            Assert.All(declared.Where(pair => pair.Value), pair => Assert.Contains(pair.Key, given));
        });
    }
}
