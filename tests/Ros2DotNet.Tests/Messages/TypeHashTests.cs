namespace Ros2DotNet.Tests.Messages;

public class TypeHashTests
{
    [SkippableFact]
    public void Hashes_equal_those_that_a_real_build_of_ROS_2_Jazzy_has()
    {
        var checkedTypes = 0;
        foreach (var line in File.ReadLines(Workspace.Shared("reference", "type-hashes-jazzy.tsv")))
        {
            var columns = line.Split('\t');
            var hash = columns.Length < 2 ? null
                : MessageTypes.TryGet(columns[0], out var message) ? message.TypeHash
                : MessageTypes.Services.TryGetValue(columns[0], out var service) ? service.TypeHash : null;
            if (hash is not null)
            {
                Assert.True(columns[1] == hash, $"{columns[0]}: {hash} is not {columns[1]}");
                checkedTypes++;
            }
        }

        Assert.True(checkedTypes >= 160, $"only {checkedTypes} of our types are in the table");
    }

    // vision_msgs is not part of ROS 2 itself; these are the hashes of its release 4.1.1.
    [Theory]
    [InlineData("vision_msgs/msg/Detection2DArray", "RIHS01_214274120007f4a683866481336b70310268cfa107aebe9d594a6acf75bda968")]
    [InlineData("vision_msgs/msg/Detection3DArray", "RIHS01_793f5eab9595ac1c0da07873cc859db42eae51f0ee76056db8562515d830e018")]
    [InlineData("vision_msgs/msg/LabelInfo", "RIHS01_3d37df4015cdf660cc851c51897f2acd957e1ca6205ba0a99aebffb9406b0783")]
    [InlineData("rmw_dds_common/msg/ParticipantEntitiesInfo", "RIHS01_91a0593bacdcc50ea9bdcf849a938b128412cc1ea821245c663bcd26f83c295e")]
    [InlineData("sensor_msgs/msg/Image", "RIHS01_d31d41a9a4c4bc8eae9be757b0beed306564f7526c88ea6a4588fb9582527d47")]
    public void Hashes_equal_published_ones(string typeName, string hash)
    {
        Assert.True(MessageTypes.TryGet(typeName, out var support));
        Assert.Equal(hash, support.TypeHash);
    }
}
