using Perception.Evaluation.Datasets;

namespace Perception.Evaluation.Tests;

public sealed class CocoDatasetTests
{
    [Theory]
    [InlineData("[10, 20, 30, \"forty\"]", 1, "is not in COCO's format")]
    [InlineData("[10, 20, 30]", 1, "has a bbox of 3 numbers")]
    [InlineData("[10, 20, 30, 40]", 1.5, "is not in COCO's format")]
    public void What_is_no_annotation_is_one_sentence(string box, double category, string says)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["truth.json"], $$"""
            {
              "images": [{"id": 1, "file_name": "a.png"}],
              "categories": [{"id": 1, "name": "car"}],
              "annotations": [{"image_id": 1, "category_id": {{category}}, "bbox": {{box}}}]
            }
            """);
        var e = Assert.Throws<DatasetException>(() => CocoDataset.Read(folder["truth.json"]));
        Assert.Contains(says, e.Message);
    }

    [Fact]
    public void Two_categories_of_one_id_are_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["truth.json"], """
            {
              "images": [], "annotations": [],
              "categories": [{"id": 1, "name": "car"}, {"id": 1, "name": "bus"}]
            }
            """);
        Assert.Throws<DatasetException>(() => CocoDataset.Read(folder["truth.json"]));
    }
}
