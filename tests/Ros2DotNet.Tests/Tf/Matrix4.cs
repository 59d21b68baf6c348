using Ros2DotNet.Tf;

namespace Ros2DotNet.Tests.Tf;

/// <summary>Naive homogeneous matrices, row by row: what transforms are compared with.</summary>
internal static class Matrix4
{
    public static double[] Identity => [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

    /// <summary>The pose as a matrix, by the textbook's rotation matrix of a unit quaternion.</summary>
    public static double[] Of(RigidTransform transform)
    {
        var (x, y, z, w) = transform.Rotation;
        var t = transform.Translation;
        return
        [
            1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w), t.X,
            2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w), t.Y,
            2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y), t.Z,
            0, 0, 0, 1,
        ];
    }

    public static double[] Multiply(double[] a, double[] b)
    {
        var product = new double[16];
        for (var row = 0; row < 4; row++)
        {
            for (var column = 0; column < 4; column++)
            {
                for (var k = 0; k < 4; k++)
                {
                    product[4 * row + column] += a[4 * row + k] * b[4 * k + column];
                }
            }
        }

        return product;
    }

    /// <summary>The inverse of a rotation and translation.</summary>
    public static double[] Inverse(double[] m)
    {
        var inverse = Identity;
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                inverse[4 * row + column] = m[4 * column + row];
                inverse[4 * row + 3] -= m[4 * column + row] * m[4 * column + 3];
            }
        }

        return inverse;
    }

    public static void AssertEqual(double[] expected, RigidTransform actual, double tolerance, string what)
    {
        var matrix = Of(actual);
        for (var i = 0; i < 16; i++)
        {
            Assert.True(Math.Abs(expected[i] - matrix[i]) <= tolerance,
                $"{what}: element {i} is {matrix[i]:R}, not {expected[i]:R}");
        }
    }
}
