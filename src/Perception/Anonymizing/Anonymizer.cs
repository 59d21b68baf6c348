using Perception.Decoding;
using Perception.Imaging;
using Perception.Inference;
using Perception.Pipelines;

namespace Perception.Anonymizing;

/// <summary>
/// Hides heads and number plates in pictures. A first network finds people and vehicles; a second one, where there is
/// one, looks for heads and plates inside of each. Where it does not find what has to be hidden there, or there is
/// none, the whole zone is hidden in which that can be. Not thread-safe.
/// </summary>
public sealed class Anonymizer : IDisposable
{
    // The second network is not asked about less than this: what it would find is hidden with the zone.
    private const int LeastCropPixels = 24;

    private readonly AnonymizerOptions _options;
    private readonly YoloxDetector _first;
    private readonly YoloxDetector? _second;
    private readonly Zone[] _zones;
    private readonly Zone[] _parts;
    private readonly Obscurer _obscurer = new();
    private Detection[] _found = new Detection[64];
    private PixelRectangle[] _hidden = new PixelRectangle[64];

    /// <param name="modelPath">ONNX file of the first network.</param>
    /// <param name="secondModelPath">ONNX file of the second; null for none.</param>
    /// <param name="options">What is looked for and how it is hidden.</param>
    /// <param name="inference">What computes.</param>
    /// <exception cref="InferenceException">A model cannot be used, or knows nothing that is to be hidden.</exception>
    public Anonymizer(string modelPath, string? secondModelPath = null, AnonymizerOptions? options = null,
        InferenceOptions? inference = null)
    {
        _options = options ?? new AnonymizerOptions();
        _first = new YoloxDetector(modelPath, _options.FirstDecoding, inference);
        try
        {
            _zones = [.. _first.Manifest.Classes.Select(ZoneOf)];
            if (_zones.All(zone => zone == Zone.None))
            {
                throw new InferenceException(
                    $"the model '{modelPath}' knows neither people nor vehicles; its classes are " +
                    string.Join(", ", _first.Manifest.Classes));
            }

            _second = secondModelPath is null
                ? null
                : new YoloxDetector(secondModelPath, _options.SecondDecoding, inference);
            _parts = _second is null ? [] : [.. _second.Manifest.Classes.Select(PartOf)];
            if (_second is not null && _parts.All(part => part == Zone.None))
            {
                throw new InferenceException(
                    $"the model '{secondModelPath}' knows neither heads nor plates " +
                    $"({string.Join(", ", _options.Heads.Concat(_options.Plates))}); its classes are " +
                    string.Join(", ", _second.Manifest.Classes));
            }
        }
        catch
        {
            _second?.Dispose();
            _first.Dispose();
            throw;
        }
    }

    // What a box may show of somebody, and what a part is.
    [Flags]
    private enum Zone : byte
    {
        None = 0,
        Head = 1,
        Plate = 2,
        All = Head | Plate,
    }

    /// <summary>What computes the first network.</summary>
    public IInferenceSession Backend => _first.Backend;

    /// <summary>Hides in place what is to be hidden; returns the parts, valid until the next call. Allocates nothing
    /// once its buffers are large enough.</summary>
    /// <param name="image">Bgr8, Rgb8, Bgra8, Rgba8 or Mono8.</param>
    /// <param name="hold">What this camera's last frames hid.</param>
    /// <exception cref="BadTensorException">The network gave no numbers: nothing is known of this picture.</exception>
    public ReadOnlySpan<PixelRectangle> Run(Image image, ZoneHold hold)
    {
        var found = _first.Detect(image);
        if (_found.Length < found.Length) _found = new Detection[2 * found.Length];
        found.CopyTo(_found);
        var count = 0;
        foreach (ref readonly var box in _found.AsSpan(0, found.Length))
        {
            var kind = (uint)box.ClassId < (uint)_zones.Length ? _zones[box.ClassId] : Zone.None;
            if (kind == Zone.None) continue;
            if (!TryFindParts(image, box, kind, ref count))
            {
                Add(ref count, ZoneIn(box, kind, image.Height), image);
            }
        }

        count = hold.Extend(ref _hidden, count, _options.HoldFrames, image.Width, image.Height);
        foreach (var part in _hidden.AsSpan(0, count))
        {
            _obscurer.Hide(image, part, _options.Method);
        }

        return _hidden.AsSpan(0, count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _second?.Dispose();
        _first.Dispose();
    }

    private static Detection ZoneIn(in Detection box, Zone kind, int imageHeight) => kind switch
    {
        Zone.Head => ZoneRules.OfPerson(box, imageHeight),
        Zone.Plate => ZoneRules.OfVehicle(box, imageHeight),
        _ => box,
    };

    private static bool Contains(IReadOnlyList<string> names, string name) =>
        names.Contains(name.Trim().Replace(' ', '_'), StringComparer.OrdinalIgnoreCase);

    private Zone ZoneOf(string name) =>
        Contains(_options.People, name) ? Zone.Head
        : Contains(_options.Vehicles, name) ? Zone.Plate
        : Contains(_options.Riders, name) ? Zone.All
        : Zone.None;

    private Zone PartOf(string name) =>
        Contains(_options.Heads, name) ? Zone.Head
        : Contains(_options.Plates, name) ? Zone.Plate
        : Zone.None;

    // Hides what the second network finds; whether that is all that this box has to hide.
    private bool TryFindParts(Image image, in Detection box, Zone kind, ref int count)
    {
        if (_second is null || Math.Min(box.Width, box.Height) < LeastCropPixels) return false;
        var zone = ZoneIn(box, kind, image.Height);
        var crop = ZoneRules.Grown(box, _options.Margin, image.Width, image.Height);
        using var view = Crop(image, crop);
        var found = Zone.None;
        foreach (var inCrop in _second.Detect(view))
        {
            var part = (uint)inCrop.ClassId < (uint)_parts.Length ? _parts[inCrop.ClassId] : Zone.None;
            if (part == Zone.None) continue;
            var inImage = inCrop with
            {
                X1 = inCrop.X1 + crop.X,
                X2 = inCrop.X2 + crop.X,
                Y1 = inCrop.Y1 + crop.Y,
                Y2 = inCrop.Y2 + crop.Y,
            };
            Add(ref count, inImage, image);

            // A plate is nobody's head, and what lies beside the zone belongs to somebody else.
            if (HoldsMiddle(zone, inImage)) found |= part;
        }

        return (found & kind) == kind;
    }

    private static bool HoldsMiddle(in Detection zone, in Detection part)
    {
        var (x, y) = ((part.X1 + part.X2) / 2, (part.Y1 + part.Y2) / 2);
        return x >= zone.X1 && x <= zone.X2 && y >= zone.Y1 && y <= zone.Y2;
    }

    private static unsafe Image Crop(Image image, PixelRectangle part)
    {
        var offset = part.Y * image.Stride + part.X * ImageEncodings.BytesPerPixel(image.Format);
        return Image.Wrap((nint)image.Data + offset, image.ByteLength - offset, part.Width, part.Height, image.Stride,
            image.Format, image.IsBigEndian, owner: null);
    }

    private void Add(ref int count, in Detection zone, Image image) =>
        ZoneHold.Add(ref _hidden, ref count, ZoneRules.Grown(zone, _options.Margin, image.Width, image.Height));
}
