using Perception.Geometry;

namespace Perception.Tests.Geometry;

public class GroundPlaneTests
{
    [Theory]
    [InlineData(1.5, 0, 0)]
    [InlineData(1.2, 3, 0)]
    [InlineData(2.1, -2, 5)]
    [InlineData(1.4, 40, -10)]
    public void Rays_meet_the_ground_where_trigonometry_says(double height, double pitchDegrees, double rollDegrees)
    {
        var (pitch, roll) = (pitchDegrees * Math.PI / 180, rollDegrees * Math.PI / 180);
        var ground = GroundPlane.OfMounting(height, pitch, roll);

        // The optical axis of a camera that looks down by some angle meets the ground at height / tan(angle).
        Assert.Equal(pitch > 0, ground.TryIntersect(new Point3(0, 0, 1), out var ahead));
        if (pitch > 0)
        {
            var point = ground.ToGround(ahead);
            Assert.Equal(height / Math.Tan(pitch), point.X, 1e-9);
            Assert.Equal(0, point.Y, 1e-9);
            Assert.Equal(0, point.Z, 1e-9);
        }

        // A roll to the right lowers what is on the right of the picture by its sine.
        Assert.Equal(height - 3 * Math.Sin(roll) * Math.Cos(pitch), ground.HeightOf(new Point3(3, 0, 0)), 1e-9);
        Assert.Equal(height - 3 * Math.Cos(roll) * Math.Cos(pitch), ground.HeightOf(new Point3(0, 3, 0)), 1e-9);
        Assert.Equal(height - 3 * Math.Sin(pitch), ground.HeightOf(new Point3(0, 0, 3)), 1e-9);

        var there = new Point3(17, -3, 0.4);
        Assert.True((ground.ToGround(ground.ToCamera(there)) - there).Length < 1e-12);
        Assert.Equal(1, ground.Forward.Cross(ground.Left).Dot(ground.Up), 1e-12);
    }

    [Fact]
    public void Nothing_above_the_horizon_meets_the_ground_and_a_camera_is_above_it()
    {
        var ground = GroundPlane.OfMounting(1.5);
        Assert.False(ground.TryIntersect(new Point3(0, 0, 1), out _));
        Assert.False(ground.TryIntersect(new Point3(0, -0.1, 1), out _));
        Assert.True(ground.TryIntersect(new Point3(0, 0.1, 1), out var point));
        Assert.Equal(15, point.Z, 1e-12);
        Assert.Contains("0 m above", Assert.Throws<CalibrationException>(() => GroundPlane.OfMounting(0)).Message);
        Assert.Throws<CalibrationException>(() => new GroundPlane(default, 1));
    }

    [Fact]
    public void A_camera_that_looks_straight_down_has_its_picture_up_ahead()
    {
        var ground = new GroundPlane(new Point3(0, 0, -1), 3);
        Assert.Equal(new Point3(0, -1, 0), ground.Forward);
        Assert.Equal(new Point3(-1, 0, 0), ground.Left);
    }
}
