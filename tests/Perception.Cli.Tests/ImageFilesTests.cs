using Perception.Cli.Images;

namespace Perception.Cli.Tests;

public sealed class ImageFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("perception-images-").FullName;

    public ImageFilesTests()
    {
        foreach (var file in (string[])["b.jpg", "a.PNG", "notes.txt", "deep/er/c.jpeg", "deep/d.jpg"])
        {
            var path = Path.Combine(_folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_gives_its_images_deeply_and_in_order() =>
        Assert.Equal(["a.PNG", "b.jpg", "deep/d.jpg", "deep/er/c.jpeg"],
            ImageFiles.Expand([_folder]).Select(f => f.RelativeName));

    [Theory]
    [InlineData("*.jpg", "b.jpg")]
    [InlineData("deep/*.jpg", "d.jpg")]
    [InlineData("*/*/c.*", "c.jpeg")]
    [InlineData("**/*.jpg", "b.jpg,d.jpg")]
    [InlineData("?.jpg", "b.jpg")]
    public void Patterns_match_in_any_part_of_the_path(string pattern, string expected) =>
        Assert.Equal(expected.Split(','),
            ImageFiles.Expand([Path.Combine(_folder, pattern)]).Select(f => Path.GetFileName(f.Path)));

    [Fact]
    public void A_pattern_or_folder_without_images_is_a_configuration_error()
    {
        Assert.Contains("no image matches",
            Assert.Throws<UsageException>(() => ImageFiles.Expand([_folder + "/*.bmp"])).Message);
        var empty = Directory.CreateDirectory(Path.Combine(_folder, "empty")).FullName;
        Assert.Contains(empty, Assert.Throws<UsageException>(() => ImageFiles.Expand([empty])).Message);
    }

    [Fact]
    public void Arguments_keep_their_order_and_a_missing_file_is_left_to_the_reader() =>
        Assert.Equal(["nowhere.jpg", "b.jpg"],
            ImageFiles.Expand(["nowhere.jpg", Path.Combine(_folder, "b.jpg")]).Select(f => f.RelativeName));
}
