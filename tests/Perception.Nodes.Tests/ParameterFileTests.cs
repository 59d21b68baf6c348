using EdgePerception.Testing;
using Perception.Nodes.Yolox;
using Ros2DotNet;

namespace Perception.Nodes.Tests;

public sealed class ParameterFileTests
{
    [Fact]
    public void The_schema_in_the_package_is_that_of_the_node() =>
        Assert.Equal(ParameterSchema.Write("yolox_node", YoloxParameters.AllDefinitions),
            File.ReadAllText(Path.Combine(Workspace.Root, "schema", "yolox_node.schema.json")));

    [Fact]
    public void The_parameter_file_in_the_package_holds_defaults_of_parameters_that_exist()
    {
        var definitions = YoloxParameters.AllDefinitions.ToDictionary(definition => definition.Name, definition =>
            definition.Default);
        var lines = File.ReadLines(Path.Combine(Workspace.Root, "config", "yolox.param.yaml"))
            .Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0 && !line.EndsWith(':')).ToArray();
        Assert.NotEmpty(lines);
        Assert.All(lines, line =>
        {
            var (name, value) = (line[..line.IndexOf(':')], line[(line.IndexOf(':') + 1)..].Trim());
            Assert.Equal(ParameterMessages.ToText(definitions[name]),
                ParameterMessages.ToText(ParameterMessages.ParseText(value)));
        });
    }
}
