using System.Xml.Linq;

namespace Ros2DotNet.Tests;

public sealed class DocumentationTests
{
    [Fact]
    public void Every_public_type_says_what_it_is()
    {
        var assembly = typeof(Node).Assembly;
        var documented = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .Where(member => !string.IsNullOrWhiteSpace(member.Element("summary")?.Value))
            .Select(member => member.Attribute("name")!.Value).ToHashSet();

        var silent =
            assembly.GetExportedTypes().Select(type => $"T:{type.FullName!.Replace('+', '.')}").Except(documented);
        Assert.Equal([], silent);
    }
}
