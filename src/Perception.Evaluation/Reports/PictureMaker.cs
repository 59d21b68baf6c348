using Perception.Drawing;
using Perception.Evaluation.Datasets;
using Perception.Imaging;
using Perception.Inference;
using Perception.Pipelines;

namespace Perception.Evaluation.Reports;

/// <summary>Makes pictures for reports: not larger than a screen, with the mask that was found.</summary>
public sealed class PictureMaker(ModelManifest manifest)
{
    private const int MostWidth = 1280;
    private const int Quality = 82;
    private const byte MaskOpacity = 96;

    // What is nothing in particular stays as it is.
    private static readonly string[] Background = ["other", "background", "none"];

    private readonly (byte Blue, byte Green, byte Red, byte Opacity)[] _colours = Colours(manifest);

    public ReportPicture Make(LabelledFrame frame, NetworkResult? result)
    {
        using var picture = frame.Load(null);
        using var image = Shrink(picture.Image);
        var hasMask = result is not null && result.Tasks.HasFlag(NetworkTasks.Semantic);
        return new ReportPicture(
            frame.Name, JpegCodec.Encode(image, Quality), picture.SourceWidth, picture.SourceHeight,
            hasMask ? Mask(result!.Semantic) : null);
    }

    private byte[] Mask(PixelMap<byte> classes)
    {
        using var image = Image.Rent(classes.Width, classes.Height, PixelFormat.Bgra8);
        for (var y = 0; y < classes.Height; y++)
        {
            var row = image.Row(y);
            for (var x = 0; x < classes.Width; x++)
            {
                var (blue, green, red, opacity) = _colours[classes.Values[y * classes.Width + x]];
                (row[4 * x], row[4 * x + 1], row[4 * x + 2], row[4 * x + 3]) = (blue, green, red, opacity);
            }
        }

        return PngCodec.Encode(image);
    }

    // By whole numbers, each pixel the mean of those it stands for.
    private static Image Shrink(Image source)
    {
        var factor = Math.Clamp((source.Width + MostWidth - 1) / MostWidth, 1, source.Height);
        var whole = source.Format == PixelFormat.Bgr8
            ? source.AddReference()
            : ImageConverter.Convert(source, PixelFormat.Bgr8);
        if (factor == 1)
        {
            return whole;
        }

        using (whole)
        {
            var small = Image.Rent(whole.Width / factor, whole.Height / factor, PixelFormat.Bgr8);
            for (var y = 0; y < small.Height; y++)
            {
                var row = small.Row(y);
                for (var i = 0; i < row.Length; i++)
                {
                    var sum = 0;
                    for (var v = 0; v < factor; v++)
                    {
                        for (var u = 0; u < factor; u++)
                        {
                            sum += whole.Row(y * factor + v)[3 * (i / 3 * factor + u) + i % 3];
                        }
                    }

                    row[i] = (byte)(sum / (factor * factor));
                }
            }

            return small;
        }
    }

    private static (byte, byte, byte, byte)[] Colours(ModelManifest manifest)
    {
        var map = manifest.Outputs.OfType<ClassMapOutput>().FirstOrDefault(output => !output.IsLanes);
        return [.. Enumerable.Range(0, 256).Select(id =>
        {
            var name = map is not null && id < map.Classes.Count ? map.Classes[id] : "";
            var opacity = Background.Contains(name) ? (byte)0 : MaskOpacity;
            if (map is not null && map.Colours.TryGetValue(name, out var own))
            {
                return (own.Blue, own.Green, own.Red, opacity);
            }

            var colour = ClassPalette.ColourOf(id);
            return ((byte)(255 * colour.Blue), (byte)(255 * colour.Green), (byte)(255 * colour.Red), opacity);
        })];
    }
}
