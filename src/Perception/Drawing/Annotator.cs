using System.Globalization;
using System.Text;
using Perception.Decoding;
using Perception.Drawing.Native;
using Perception.Imaging;

namespace Perception.Drawing;

/// <summary>Draws detections into an image: a box in the class's colour and a label such as "car 0.80". Not safe for
/// several threads; after the first frame with a label list it allocates nothing.</summary>
/// <param name="colourOf">Colour of a class id; null takes <see cref="ClassPalette"/>.</param>
public sealed class Annotator(Func<int, Colour>? colourOf = null)
{
    private const int MaxLabelBytes = 96;

    private readonly Func<int, Colour> _colourOf = colourOf ?? ClassPalette.ColourOf;
    private IReadOnlyList<string>? _labels;
    private byte[][] _labelsUtf8 = [];

    /// <summary>Draws in place.</summary>
    /// <param name="image">A <see cref="PixelFormat.Bgra8"/> image; its alpha channel carries no meaning
    /// afterwards.</param>
    /// <param name="detections">Boxes in pixels of the image, the most certain first; it is drawn on top.</param>
    /// <param name="labels">Names by class id; a class without one is shown as its number.</param>
    public unsafe void Draw(Image image, ReadOnlySpan<Detection> detections, IReadOnlyList<string> labels)
    {
        if (image.Format != PixelFormat.Bgra8)
            throw new ArgumentException($"Annotations are drawn on Bgra8, not {image.Format}.", nameof(image));
        if (detections.IsEmpty) return;
        UseLabels(labels);

        using var canvas = new CairoCanvas(image.Data, image.Width, image.Height, image.Stride);
        var style = AnnotationStyle.For(image.Width, image.Height);
        for (var i = detections.Length - 1; i >= 0; i--) DrawBox(canvas, style, detections[i]);

        var font = canvas.SetFont(style.FontSizePx);
        for (var i = detections.Length - 1; i >= 0; i--) DrawLabel(canvas, style, font, image, detections[i]);
    }

    private void DrawBox(in CairoCanvas canvas, in AnnotationStyle style, in Detection d)
    {
        var colour = _colourOf(d.ClassId);
        canvas.RoundedRectanglePath(d.X1, d.Y1, d.X2 - d.X1, d.Y2 - d.Y1, style.CornerRadiusPx);
        canvas.SetColour(colour, 0.10);
        canvas.FillKeepingPath();

        // A dark seam keeps the line visible on a background of its own colour.
        canvas.SetColour(Colour.Black, 0.45);
        canvas.SetLineWidth(style.LineWidthPx * 1.9);
        canvas.StrokeKeepingPath();
        canvas.SetColour(colour);
        canvas.SetLineWidth(style.LineWidthPx);
        canvas.Stroke();
    }

    private void DrawLabel(
        in CairoCanvas canvas, in AnnotationStyle style, in Cairo.FontExtents font, Image image, in Detection d)
    {
        Span<byte> text = stackalloc byte[MaxLabelBytes];
        text = text[..Format(d, text)];

        var width = canvas.MeasureWidth(text) + (2 * style.PaddingPx);
        var height = font.Ascent + font.Descent + style.PaddingPx;
        var x = Math.Clamp(d.X1 - (style.LineWidthPx / 2), 0, Math.Max(0, image.Width - width));
        var above = d.Y1 - (style.LineWidthPx / 2) - height;
        var y = above >= 0 ? above : Math.Clamp(d.Y1 + (style.LineWidthPx / 2), 0, Math.Max(0, image.Height - height));

        var colour = _colourOf(d.ClassId);
        canvas.SetColour(colour);
        canvas.RoundedRectanglePath(x, y, width, height, style.CornerRadiusPx);
        canvas.Fill();
        canvas.SetColour(colour.TextOnTop);
        canvas.ShowText(x + style.PaddingPx, y + (style.PaddingPx / 2) + font.Ascent, text);
    }

    // "car 0.80" and the zero that ends a C string; names too long for the buffer are cut between characters.
    private int Format(in Detection d, Span<byte> text)
    {
        const int room = 8; // " 0.80" and the zero
        int length;
        if ((uint)d.ClassId < (uint)_labelsUtf8.Length)
        {
            var name = _labelsUtf8[d.ClassId];
            length = Math.Min(name.Length, text.Length - room);
            while (length < name.Length && length > 0 && (name[length] & 0xC0) == 0x80) length--;
            name.AsSpan(0, length).CopyTo(text);
        }
        else
        {
            d.ClassId.TryFormat(text, out length, default, CultureInfo.InvariantCulture);
        }

        text[length++] = (byte)' ';
        d.ExistenceProbability.TryFormat(text[length..^1], out var digits, "F2", CultureInfo.InvariantCulture);
        length += digits;
        text[length++] = 0;
        return length;
    }

    private void UseLabels(IReadOnlyList<string> labels)
    {
        if (ReferenceEquals(labels, _labels)) return;
        _labelsUtf8 = labels.Select(Encoding.UTF8.GetBytes).ToArray();
        _labels = labels;
    }
}
