using Perception.Inference;

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

    /// <summary>Colours of a model's classes: those of its manifest, and of the palette for the others.</summary>
    public static Func<int, Colour> Of(ModelManifest manifest)
    {
        var colours = manifest.Classes.Select((name, id) => manifest.Colours.TryGetValue(name, out var colour)
            ? new Colour(colour.Red / 255.0, colour.Green / 255.0, colour.Blue / 255.0)
            : ColourOf(id)).ToArray();
        return id => (uint)id < (uint)colours.Length ? colours[id] : ColourOf(id);
    }

    public static Colour ColourOf(int classId) => Colours[(int)((uint)classId % Size)];
}
