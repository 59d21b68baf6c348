using System.Runtime.InteropServices;

namespace Perception.Drawing.Native;

/// <summary>A cairo context on somebody else's BGRA pixels; lives on the stack of the one who draws.</summary>
/// <remarks>The fourth byte of a pixel is left alone by meaning (RGB24), so any BGRA or BGRX memory serves.</remarks>
internal readonly unsafe ref struct CairoCanvas
{
    private readonly nint _surface;
    private readonly nint _context;

    public CairoCanvas(byte* bgra, int width, int height, int strideBytes)
    {
        _surface = Cairo.cairo_image_surface_create_for_data(bgra, Cairo.FormatRgb24, width, height, strideBytes);
        Check(Cairo.cairo_surface_status(_surface));
        _context = Cairo.cairo_create(_surface);
        Check(Cairo.cairo_status(_context));
        Cairo.cairo_set_line_join(_context, Cairo.LineJoinRound);
    }

    public void SetColour(Colour colour, double alpha = 1) =>
        Cairo.cairo_set_source_rgba(_context, colour.Red, colour.Green, colour.Blue, alpha);

    public void SetLineWidth(double width) => Cairo.cairo_set_line_width(_context, width);

    public Cairo.FontExtents SetFont(double size)
    {
        fixed (byte* family = "sans-serif\0"u8)
        {
            Cairo.cairo_select_font_face(_context, family, Cairo.FontSlantNormal, Cairo.FontWeightBold);
        }

        Cairo.cairo_set_font_size(_context, size);
        Cairo.FontExtents extents;
        Cairo.cairo_font_extents(_context, &extents);
        return extents;
    }

    public double MeasureWidth(ReadOnlySpan<byte> zeroTerminatedUtf8)
    {
        Cairo.TextExtents extents;
        fixed (byte* text = zeroTerminatedUtf8) Cairo.cairo_text_extents(_context, text, &extents);
        return extents.XAdvance;
    }

    public void ShowText(double x, double baseline, ReadOnlySpan<byte> zeroTerminatedUtf8)
    {
        Cairo.cairo_move_to(_context, x, baseline);
        fixed (byte* text = zeroTerminatedUtf8) Cairo.cairo_show_text(_context, text);
    }

    public void RoundedRectanglePath(double x, double y, double width, double height, double radius)
    {
        radius = Math.Max(0, Math.Min(radius, Math.Min(width, height) / 2));
        Cairo.cairo_new_sub_path(_context);
        Cairo.cairo_arc(_context, x + width - radius, y + radius, radius, -Math.PI / 2, 0);
        Cairo.cairo_arc(_context, x + width - radius, y + height - radius, radius, 0, Math.PI / 2);
        Cairo.cairo_arc(_context, x + radius, y + height - radius, radius, Math.PI / 2, Math.PI);
        Cairo.cairo_arc(_context, x + radius, y + radius, radius, Math.PI, 3 * Math.PI / 2);
        Cairo.cairo_close_path(_context);
    }

    public void Fill() => Cairo.cairo_fill(_context);

    public void FillKeepingPath() => Cairo.cairo_fill_preserve(_context);

    public void Stroke() => Cairo.cairo_stroke(_context);

    public void StrokeKeepingPath() => Cairo.cairo_stroke_preserve(_context);

    public void Dispose()
    {
        Cairo.cairo_destroy(_context);
        Cairo.cairo_surface_flush(_surface);
        Cairo.cairo_surface_destroy(_surface);
    }

    private static void Check(int status)
    {
        if (status == 0) return;
        throw new InvalidOperationException(
            $"cairo cannot draw: {Marshal.PtrToStringUTF8((nint)Cairo.cairo_status_to_string(status))}");
    }
}
