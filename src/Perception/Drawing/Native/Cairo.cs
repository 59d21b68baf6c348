using System.Runtime.InteropServices;

namespace Perception.Drawing.Native;

/// <summary>
/// The part of cairo's C API that the annotator draws with. Contexts and surfaces are plain pointers.
/// </summary>
internal static unsafe partial class Cairo
{
    private const string Library = "cairo";

    public const int FormatRgb24 = 1;
    public const int FontSlantNormal = 0;
    public const int FontWeightBold = 1;
    public const int LineJoinRound = 1;

    [LibraryImport(Library)]
    public static partial nint cairo_image_surface_create_for_data(
        byte* data, int format, int width, int height, int stride);

    [LibraryImport(Library)]
    public static partial int cairo_surface_status(nint surface);

    [LibraryImport(Library)]
    public static partial void cairo_surface_flush(nint surface);

    [LibraryImport(Library)]
    public static partial void cairo_surface_destroy(nint surface);

    [LibraryImport(Library)]
    public static partial byte* cairo_status_to_string(int status);

    [LibraryImport(Library)]
    public static partial nint cairo_create(nint surface);

    [LibraryImport(Library)]
    public static partial int cairo_status(nint context);

    [LibraryImport(Library)]
    public static partial void cairo_destroy(nint context);

    [LibraryImport(Library)]
    public static partial void cairo_set_source_rgba(nint context, double red, double green, double blue, double alpha);

    [LibraryImport(Library)]
    public static partial void cairo_set_line_width(nint context, double width);

    [LibraryImport(Library)]
    public static partial void cairo_set_line_join(nint context, int lineJoin);

    [LibraryImport(Library)]
    public static partial void cairo_new_path(nint context);

    [LibraryImport(Library)]
    public static partial void cairo_new_sub_path(nint context);

    [LibraryImport(Library)]
    public static partial void cairo_close_path(nint context);

    [LibraryImport(Library)]
    public static partial void cairo_move_to(nint context, double x, double y);

    [LibraryImport(Library)]
    public static partial void cairo_arc(nint context, double x, double y, double radius, double fromRad, double toRad);

    [LibraryImport(Library)]
    public static partial void cairo_fill(nint context);

    [LibraryImport(Library)]
    public static partial void cairo_fill_preserve(nint context);

    [LibraryImport(Library)]
    public static partial void cairo_stroke(nint context);

    [LibraryImport(Library)]
    public static partial void cairo_stroke_preserve(nint context);

    [LibraryImport(Library)]
    public static partial void cairo_select_font_face(nint context, byte* familyUtf8, int slant, int weight);

    [LibraryImport(Library)]
    public static partial void cairo_set_font_size(nint context, double size);

    [LibraryImport(Library)]
    public static partial void cairo_font_extents(nint context, FontExtents* extents);

    [LibraryImport(Library)]
    public static partial void cairo_text_extents(nint context, byte* textUtf8, TextExtents* extents);

    [LibraryImport(Library)]
    public static partial void cairo_show_text(nint context, byte* textUtf8);

    [StructLayout(LayoutKind.Sequential)]
    public struct FontExtents
    {
        public double Ascent, Descent, Height, MaxXAdvance, MaxYAdvance;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct TextExtents
    {
        public double XBearing, YBearing, Width, Height, XAdvance, YAdvance;
    }
}
