namespace Ros2DotNet.Bags.Tests.Sqlite;

/// <summary>Bag files as the first releases of ROS 2 laid them out, made by Python's sqlite3.</summary>
public sealed class OldSchemaTests
{
    [SkippableFact]
    public void Every_schema_version_reads_the_same()
    {
        using var folder = new TemporaryFolder();
        Python.Run("tests/Ros2DotNet.Bags.Tests/Sqlite/write_old_bags.py", ["sqlite3"], folder.Path);
        foreach (var name in (string[])["v1", "v1_unindexed", "v2", "v3"])
        {
            using var bag = Bag.Open(folder[name + ".db3"]);
            Assert.Equal([("/a", "std_msgs/msg/String", 2), ("/b", "std_msgs/msg/String", 1)],
                bag.Topics.Select(topic => (topic.Name, topic.Type, topic.MessageCount)));
            Assert.Equal(["/a 10 0001000061", "/b 20 0001000062", "/a 20 0001000063"], BagSample.Read(bag));
            Assert.Equal(name.StartsWith("v1") ? 0 : 1, QosText.Parse(bag.Topics[0].OfferedQos).Count);
            Assert.Equal((10, 20), (bag.StartTimeNs, bag.EndTimeNs));
            if (name == "v3")
            {
                Assert.Equal("b", bag.Metadata.CustomData["a"]);
            }
        }
    }
}
