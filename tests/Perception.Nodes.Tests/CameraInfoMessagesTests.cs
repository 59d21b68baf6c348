using Perception.Geometry;
using Perception.Nodes.Calibration;

namespace Perception.Nodes.Tests;

public sealed class CameraInfoMessagesTests
{
    // The right camera of a stereo pair, its picture binned by two.
    private static readonly CameraValues Camera = new()
    {
        Width = 1280,
        Height = 960,
        DistortionModel = "plumb_bob",
        D = [-0.1, 0, 0, 0, 0],
        K = [800, 0, 639.5, 0, 800, 479.5, 0, 0, 1],
        R = [1, 0, 0, 0, 1, 0, 0, 0, 1],
        P = [760, 0, 650, -91.2, 0, 760, 470, 0, 0, 0, 1, 0],
        BinningX = 2,
        BinningY = 2,
    };

    [Fact]
    public void A_picture_that_is_shown_smaller_has_a_projection_of_its_own_size()
    {
        var image = CameraModel.OfRaw(Camera);
        var shown = CameraInfoMessages.Scaled(Camera, rectified: false, image, image.Resized(320, 240));
        Assert.Equal((320, 240, 0), (shown.Width, shown.Height, shown.BinningX));

        // Full resolution by two for the binning, then by two: edges go to edges, so that centres move by half a pixel.
        Assert.Equal(760 / 4.0, shown.P[0]);
        Assert.Equal((650 / 2.0 + 0.5) / 2 - 0.5, shown.P[2], 1e-9);
        Assert.Equal((470 / 2.0 + 0.5) / 2 - 0.5, shown.P[6], 1e-9);
        Assert.Equal(-91.2 / 4, shown.P[3], 1e-9);
        Assert.Equal(Camera.D, shown.D);
    }

    [Fact]
    public void A_rectified_picture_keeps_its_baseline_and_has_no_lens()
    {
        var image = CameraModel.OfRectified(Camera);
        var shown = CameraInfoMessages.Scaled(Camera, rectified: true, image, image.Resized(320, 240));
        Assert.Equal(shown.K[0], shown.P[0]);
        Assert.Equal(shown.K[2], shown.P[2]);
        Assert.Equal(-91.2 / 4, shown.P[3], 1e-9);
        Assert.All(shown.D, value => Assert.Equal(0, value));
    }
}
