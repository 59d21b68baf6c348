using Perception.Decoding;

namespace Perception.Anonymizing;

/// <summary>What one camera's last frames hid. A zone that is not found again stays hidden for some frames, a little
/// larger in each, so that a detector's flicker uncovers nobody.</summary>
public sealed class ZoneHold
{
    private const float SameZone = 0.3f;
    private const float GrowthPerFrame = 0.06f;

    private (PixelRectangle Zone, int Age)[] _zones = new (PixelRectangle, int)[64];
    private int _count;
    private int _width;
    private int _height;

    /// <summary>Takes the zones of a frame and appends those of earlier frames that are missing; returns their
    /// number.</summary>
    internal int Extend(ref PixelRectangle[] zones, int count, int frames, int width, int height)
    {
        if ((width, height) != (_width, _height))
        {
            (_width, _height, _count) = (width, height, 0);
        }

        var found = count;
        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            var (zone, age) = _zones[i];
            if (age >= frames || IsAmong(zone, zones.AsSpan(0, found)))
            {
                continue;
            }

            zone = Grown(zone);
            _zones[kept++] = (zone, age + 1);
            Add(ref zones, ref count, zone);
        }

        _count = kept;
        for (var i = 0; i < found; i++)
        {
            if (_count == _zones.Length) Array.Resize(ref _zones, 2 * _count);
            _zones[_count++] = (zones[i], 0);
        }

        return count;
    }

    internal static void Add(ref PixelRectangle[] zones, ref int count, PixelRectangle zone)
    {
        if (count == zones.Length) Array.Resize(ref zones, 2 * count);
        zones[count++] = zone;
    }

    private static bool IsAmong(PixelRectangle zone, ReadOnlySpan<PixelRectangle> zones)
    {
        foreach (ref readonly var other in zones)
        {
            var width = Math.Min(zone.X + zone.Width, other.X + other.Width) - Math.Max(zone.X, other.X);
            var height = Math.Min(zone.Y + zone.Height, other.Y + other.Height) - Math.Max(zone.Y, other.Y);
            if (width <= 0 || height <= 0) continue;
            var common = (float)width * height;
            if (common / ((float)zone.Width * zone.Height + (float)other.Width * other.Height - common) > SameZone)
            {
                return true;
            }
        }

        return false;
    }

    private PixelRectangle Grown(PixelRectangle zone) => ZoneRules.Grown(
        new Detection(zone.X, zone.Y, zone.X + zone.Width, zone.Y + zone.Height, 0, 0, 0), GrowthPerFrame, _width,
        _height);
}
