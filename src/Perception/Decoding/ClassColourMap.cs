using System.Globalization;
using Perception.Imaging;
using Perception.Inference;

namespace Perception.Decoding;

/// <summary>Names and colours of semantic classes by their ids; an id without a colour is black.</summary>
public sealed class ClassColourMap
{
    private const int Ids = 256;

    private readonly ClassColour[] _colours = new ClassColour[Ids];
    private readonly string?[] _names = new string?[Ids];

    /// <summary>A map of these classes.</summary>
    public ClassColourMap(IEnumerable<(byte Id, string Name, ClassColour Colour)> classes)
    {
        foreach (var (id, name, colour) in classes)
        {
            (_colours[id], _names[id]) = (colour, name);
        }
    }

    public ClassColour this[byte id] => _colours[id];

    /// <summary>
    /// Reads lines of <c>id,name,r,g,b</c> after one header line, as Autoware's semantic colour maps have them.
    /// </summary>
    /// <exception cref="InferenceException">Names file, line and what is allowed.</exception>
    public static ClassColourMap Load(string path)
    {
        try
        {
            return Parse(path, File.ReadAllLines(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InferenceException($"the colour map '{path}' cannot be read: {e.Message}");
        }
    }

    public string Name(byte id) => _names[id] ?? $"class {id}";

    /// <summary>Colours a mask; the image is <c>bgr8</c> or <c>rgb8</c> and has the mask's size.</summary>
    /// <exception cref="ImageFormatException">It is not or has not.</exception>
    public void Paint(ClassMask mask, Image image)
    {
        if (image.Width != mask.Width || image.Height != mask.Height ||
            image.Format is not (PixelFormat.Bgr8 or PixelFormat.Rgb8))
        {
            throw new ImageFormatException(
                $"a mask of {mask.Width}x{mask.Height} is not painted on {image.Width}x{image.Height} " +
                $"{ImageEncodings.ToRos(image.Format)}; bgr8 and rgb8 of the same size are allowed");
        }

        var first = image.Format == PixelFormat.Rgb8;
        for (var y = 0; y < mask.Height; y++)
        {
            var classes = mask.Classes.Slice(y * mask.Width, mask.Width);
            var pixels = image.Row(y);
            for (var x = 0; x < classes.Length; x++)
            {
                var colour = _colours[classes[x]];
                var pixel = pixels.Slice(3 * x, 3);
                (pixel[0], pixel[1], pixel[2]) = first ? (colour.Red, colour.Green, colour.Blue)
                    : (colour.Blue, colour.Green, colour.Red);
            }
        }
    }

    private static ClassColourMap Parse(string path, string[] lines)
    {
        var classes = new List<(byte, string, ClassColour)>();
        for (var i = 1; i < lines.Length; i++)
        {
            if (lines[i].Trim() is not { Length: > 0 } line || line[0] == '#')
            {
                continue;
            }

            var parts = line.Split(',', StringSplitOptions.TrimEntries);
            if (parts.Length != 5 || !TryByte(parts[0], out var id) ||
                !TryByte(parts[2], out var red) || !TryByte(parts[3], out var green) ||
                !TryByte(parts[4], out var blue))
            {
                throw new InferenceException(
                    $"{path} line {i + 1}: '{line}' is not 'id,name,r,g,b' with numbers from 0 to 255");
            }

            if (classes.Any(other => other.Item1 == id))
            {
                throw new InferenceException($"{path} line {i + 1}: class {id} is there twice");
            }

            classes.Add((id, parts[1], new ClassColour(red, green, blue)));
        }

        return classes.Count > 0 ? new ClassColourMap(classes)
            : throw new InferenceException(
                $"the colour map '{path}' has no class; it needs a header line and lines of 'id,name,r,g,b'");
    }

    private static bool TryByte(string text, out byte value) =>
        byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
