using Perception.Decoding;

namespace Perception.Tests.Decoding;

public class TileMergerTests
{
    [Fact]
    public void Boxes_that_a_tile_cuts_give_way_to_those_of_its_neighbour()
    {
        // An object over the seam of two tiles that overlap: each sees a part, a third tile all of it.
        var merger = new TileMerger();
        merger.Add([Box(500, 100, 640, 200, 0.9f), Box(10, 10, 60, 60, 0.8f)], new PixelRectangle(0, 0, 640, 480), 1280,
            480);
        merger.Add([Box(640, 100, 700, 200, 0.9f)], new PixelRectangle(640, 0, 640, 480), 1280, 480);
        merger.Add([Box(498, 99, 702, 201, 0.7f), Box(1275, 0, 1280, 30, 0.6f)], new PixelRectangle(320, 0, 960, 480),
            1280, 480);
        Assert.Equal([Box(10, 10, 60, 60, 0.8f), Box(498, 99, 702, 201, 0.7f), Box(1275, 0, 1280, 30, 0.6f)],
            merger.Merge().ToArray());
    }

    [Fact]
    public void A_crop_replaces_what_it_sees_better_and_leaves_the_rest()
    {
        var crop = PixelRectangle.Centre(1280, 720, 640, 384);
        Assert.Equal(new PixelRectangle(320, 168, 640, 384), crop);
        Detection[] inCrop = [Box(180, 132, 280, 232, 0.4f), Box(0, 0, 50, 50, 0.9f), Box(300, 100, 308, 110, 0.5f)];
        crop.ToImage(inCrop);
        Assert.Equal(Box(500, 300, 600, 400, 0.4f), inCrop[0]);

        var merger = new TileMerger(marginPixels: 8, threshold: 0.5f);
        merger.Add([Box(502, 303, 598, 395, 0.8f), Box(320, 168, 400, 220, 0.7f), Box(0, 0, 90, 90, 0.6f)],
            new PixelRectangle(0, 0, 1280, 720), 1280, 720);
        merger.Replace(inCrop, crop, 1280, 720);
        Assert.Equal([Box(320, 168, 400, 220, 0.7f), Box(0, 0, 90, 90, 0.6f), Box(620, 268, 628, 278, 0.5f),
            Box(500, 300, 600, 400, 0.4f)],
            merger.Merge().ToArray());
        merger.Clear();
        Assert.True(merger.Merge().IsEmpty);
    }

    [Theory]
    [InlineData(1920, 1080, 640, 640, 100)]
    [InlineData(1280, 720, 1280, 720, 0)]
    [InlineData(500, 1000, 640, 384, 64)]
    public void Tiles_cover_every_pixel_with_their_overlap(int width, int height, int tileWidth, int tileHeight,
        int overlap)
    {
        var tiles = PixelRectangle.Tiles(width, height, tileWidth, tileHeight, overlap);
        Assert.All(tiles, tile => Assert.True(
            tile.X >= 0 && tile.Y >= 0 && tile.X + tile.Width <= width && tile.Y + tile.Height <= height));
        foreach (var ends in new[] { tiles.Select(t => (t.X, t.X + t.Width)),
            tiles.Select(t => (t.Y, t.Y + t.Height)) })
        {
            var sorted = ends.Distinct().Order().ToArray();
            Assert.Equal(0, sorted[0].Item1);
            Assert.All(sorted.Zip(sorted.Skip(1)),
                pair => Assert.True(pair.First.Item2 - pair.Second.Item1 >= overlap));
        }

        Assert.Equal((width, height), (tiles.Max(t => t.X + t.Width), tiles.Max(t => t.Y + t.Height)));
    }

    [Fact]
    public void A_frame_allocates_nothing_managed()
    {
        var merger = new TileMerger();
        Detection[] boxes = [Box(502, 303, 598, 395, 0.8f), Box(320, 168, 400, 220, 0.7f)];
        var whole = new PixelRectangle(0, 0, 1280, 720);
        SteadyState.AllocatesNothing(Frame);

        void Frame()
        {
            merger.Clear();
            merger.Add(boxes, whole, 1280, 720);
            merger.Replace(boxes, whole, 1280, 720);
            merger.Merge();
        }
    }

    private static Detection Box(float x1, float y1, float x2, float y2, float score) =>
        new(x1, y1, x2, y2, 0, score, score);
}
