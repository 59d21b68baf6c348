using Perception.Decoding;
using Perception.Imaging;
using Perception.Inference;
using Perception.Pipelines;

namespace Perception.Anonymizing;

/// <summary>
/// Hides heads and number plates in pictures. A first network finds people and vehicles; a second one, where there is
/// one, looks for heads and plates inside of each. Where it finds none, or there is none, the whole zone is hidden in
/// which a head or plate can be. Not thread-safe.
/// </summary>
public sealed class Anonymizer : IDisposable
{
    // The second network is not asked about less than this: what it would find is hidden with the zone.
    private const int LeastCropPixels = 24;

    private readonly AnonymizerOptions _options;
    private readonly YoloxDetector _first;
    private readonly YoloxDetector? _second;
    private readonly Zone[] _zones;
    private readonly bool[] _isPart;
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
            _isPart = _second is null
                ? []
                : [.. _second.Manifest.Classes.Select(name => Contains(_options.Parts, name))];
            if (_second is not null && !_isPart.Contains(true))
            {
                throw new InferenceException($"the model '{secondModelPath}' knows neither heads nor plates " +
                    $"({string.Join(", ", _options.Parts)}); its classes are {string.Join(", ", _second.Manifest.Classes)}");
            }
        }
        catch
        {
            _second?.Dispose();
            _first.Dispose();
            throw;
        }
    }

    private enum Zone : byte
    {
        None,
        Head,
        Plate,
        All,
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
            if (!TryFindParts(image, box, ref count))
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

    private bool TryFindParts(Image image, in Detection box, ref int count)
    {
        if (_second is null || Math.Min(box.Width, box.Height) < LeastCropPixels) return false;
        var crop = ZoneRules.Grown(box, _options.Margin, image.Width, image.Height);
        using var view = Crop(image, crop);
        var any = false;
        foreach (var part in _second.Detect(view))
        {
            if ((uint)part.ClassId >= (uint)_isPart.Length || !_isPart[part.ClassId]) continue;
            any = true;
            Add(ref count, part with
            {
                X1 = part.X1 + crop.X,
                X2 = part.X2 + crop.X,
                Y1 = part.Y1 + crop.Y,
                Y2 = part.Y2 + crop.Y,
            }, image);
        }

        return any;
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
