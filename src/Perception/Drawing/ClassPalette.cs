namespace Perception.Drawing;

/// <summary>One colour per class: the same class has the same colour in every image and every run.</summary>
public static class ClassPalette
{
    private const int Size = 128;
    private const double GoldenAngleDegrees = 137.50776405;

    // Classes that follow each other (car, motorcycle, bus, truck) should differ most: the golden angle keeps any run
    // of consecutive hues apart, and alternating lightness separates those that meet again after a turn.
    private static readonly Colour[] Colours = Enumerable.Range(0, Size)
        .Select(i => Colour.FromOklch(i % 2 == 0 ? 0.78 : 0.70, 0.17, 145 + (i * GoldenAngleDegrees)))
        .ToArray();

    public static Colour ColourOf(int classId) => Colours[(int)((uint)classId % Size)];
}
