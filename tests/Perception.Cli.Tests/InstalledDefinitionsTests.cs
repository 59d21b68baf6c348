using Perception.Cli.Bags;
using Ros2DotNet.Bags;

namespace Perception.Cli.Tests;

public sealed class InstalledDefinitionsTests
{
    [Fact]
    public void A_type_of_a_workspace_is_found_with_what_it_refers_to()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "own", "Track",
            "# a track\nHeader header\nPoint[] points\nother/Name name   # whose\nuint8 KIND=1\n");
        Write(folder, "own", "Point", "float64 x\n");
        Write(folder, "other", "Name", "string text\n");
        Write(folder, "std_msgs", "Header", "builtin_interfaces/Time stamp\nstring frame_id\n");
        Write(folder, "builtin_interfaces", "Time", "int32 sec\nuint32 nanosec\n");
        var text = InstalledDefinitions.Find("own/msg/Track", $"/nowhere:{folder.Path}");
        Assert.StartsWith("Header header\nPoint[] points\n", text);

        // Complete for whoever decodes by it: no stamp, no frame, no points, no name.
        var message = MessageSchema.Parse("own/msg/Track", text!).Decode([0, 1, 0, 0, .. new byte[20]]);
        Assert.Empty((DynamicMessage[])message["points"]);
        Assert.Equal("", ((DynamicMessage)message["name"])["text"]);
        Assert.Null(InstalledDefinitions.Find("own/msg/Missing", folder.Path));
        Assert.Null(InstalledDefinitions.Find("own/msg/Track", null));
    }

    private static void Write(TemporaryFolder folder, string package, string name, string text)
    {
        var path = Path.Combine(folder.Path, "share", package, "msg");
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, name + ".msg"), text);
    }
}
