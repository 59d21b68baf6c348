using Perception.Nodes.Yolox;

namespace Perception.Nodes.Tests;

public sealed class ObjectLabelsTests
{
    // Numbers as autoware_perception_msgs/ObjectClassification defines them.
    [Theory]
    [InlineData("person", 7)]
    [InlineData("PEDESTRIAN", 7)]
    [InlineData("Car", 1)]
    [InlineData("truck", 2)]
    [InlineData("bus", 3)]
    [InlineData("motorbike", 5)]
    [InlineData("MOTORCYCLE", 5)]
    [InlineData("bicycle", 6)]
    [InlineData("dog", 8)]
    [InlineData("giraffe", 8)]
    [InlineData("ANIMAL", 8)]
    [InlineData("traffic light", 0)]
    [InlineData("UNKNOWN", 0)]
    [InlineData("", 0)]
    public void Class_names_become_the_classes_of_Autoware(string name, byte label) =>
        Assert.Equal(label, ObjectLabels.FromName(name));
}
