using Perception.Anonymizing;
using Perception.Decoding;
using Perception.Imaging;
using Perception.Inference;
using Perception.Pipelines;
using Perception.Simulation;
using Perception.Simulation.Rendering;
using Perception.Simulation.World;
using Xunit.Abstractions;

namespace Perception.Nodes.Tests;

using Anonymizer = Perception.Anonymizing.Anonymizer;

/// <summary>
/// Nobody whom the detector finds at a score of 0.3 stays recognisable, on rendered and on real pictures.
/// </summary>
public sealed class AnonymizerTests(ITestOutputHelper output)
{
    private static readonly string[] Vehicles = ["car", "truck", "bus", "train"];
    private static readonly string[] Riders = ["bicycle", "motorcycle"];

    private static string Model => Workspace.Shared("models", "yolox_nano.onnx");

    [SkippableTheory]
    [InlineData(ObscureMethod.Pixelate)]
    [InlineData(ObscureMethod.Blur)]
    public void No_detection_on_rendered_drives_is_left_unhidden(ObscureMethod method)
    {
        using var detector = Detector();
        using var anonymizer = new Anonymizer(Model, null, new AnonymizerOptions { Method = method });
        var count = 0;
        (ulong, Surroundings)[] drives = [(3, Surroundings.City), (14, Surroundings.Suburb)];
        foreach (var (seed, surroundings) in drives)
        {
            using var drive = new Drive(new DriveOptions
            {
                Seed = seed,
                Surroundings = surroundings,
                Conditions = Conditions.Day,
                Threads = 2,
            });
            using var frame = new FrameBuffers(640, 384);
            var hold = new ZoneHold();
            for (var shot = 0; shot < 2; shot++)
            {
                drive.Advance(2);
                drive.Render(0, frame);
                count += AssertHidden(detector, anonymizer, frame.Picture, hold);
            }
        }

        output.WriteLine($"{count} detections");
        Assert.True(count >= 5, $"only {count} detections");
    }

    [SkippableTheory]
    [InlineData(ObscureMethod.Pixelate)]
    [InlineData(ObscureMethod.Blur)]
    public void No_detection_on_real_pictures_is_left_unhidden(ObscureMethod method)
    {
        using var detector = Detector();
        using var anonymizer = new Anonymizer(Model, null, new AnonymizerOptions { Method = method });
        var files = Directory.GetFiles(Workspace.Shared("data", "udacity"), "*.jpg").Order()
            .Concat(Directory.GetFiles(Workspace.Shared("data", "coco", "images", "val2017")).Order().Take(20))
            .Append(Workspace.Shared("data", "images", "dog.jpg"));
        var count = 0;
        foreach (var file in files)
        {
            using var image = ImageFile.Load(file);
            count += AssertHidden(detector, anonymizer, image, new ZoneHold());
        }

        output.WriteLine($"{count} detections");
        Assert.True(count >= 40, $"only {count} detections");
    }

    [SkippableFact]
    public void Who_is_not_found_for_five_frames_stays_hidden_where_he_was()
    {
        using var anonymizer = new Anonymizer(Model);
        using var dog = ImageFile.Load(Workspace.Shared("data", "images", "dog.jpg"));
        var hold = new ZoneHold();
        var first = anonymizer.Run(dog, hold).ToArray();
        Assert.NotEmpty(first);
        using var empty = Image.Rent(dog.Width, dog.Height, PixelFormat.Bgr8);
        for (var frame = 1; frame <= 6; frame++)
        {
            empty.Bytes.Fill(114);
            Assert.Equal(frame <= 5 ? first.Length : 0, anonymizer.Run(empty, hold).Length);
        }
    }

    [SkippableFact]
    public void Parts_of_the_second_network_are_hidden_where_they_are_in_the_whole_picture()
    {
        // The same network as its own second one: it finds in the crop of a car the car.
        var options = new AnonymizerOptions { Plates = ["car", "truck"], People = [], Riders = [], Margin = 0.05f };
        using var anonymizer = new Anonymizer(Model, Model, options);
        using var detector = Detector();
        using var dog = ImageFile.Load(Workspace.Shared("data", "images", "dog.jpg"));
        var car =
            detector.Detect(dog).ToArray().First(box => detector.Manifest.Classes[box.ClassId] is "car" or "truck");
        var hidden = anonymizer.Run(dog, new ZoneHold()).ToArray();
        Assert.Contains(hidden,
            part => new Detection(part.X, part.Y, part.X + part.Width, part.Y + part.Height, 0, 0, 0)
            .IntersectionOverUnion(car) > 0.6f);
    }

    [SkippableFact]
    public void A_plate_in_the_crop_of_a_person_uncovers_no_head()
    {
        // A dog stands for a person, and what the second network finds of it for a plate.
        var options = new AnonymizerOptions { People = ["dog"], Vehicles = [], Riders = [], Plates = ["dog"] };
        using var anonymizer = new Anonymizer(Model, Model, options);
        using var detector = Detector();
        using var picture = ImageFile.Load(Workspace.Shared("data", "images", "dog.jpg"));
        var dog = detector.Detect(picture).ToArray().First(box => detector.Manifest.Classes[box.ClassId] == "dog");
        var head = ZoneRules.OfPerson(dog, picture.Height);
        Assert.Contains(anonymizer.Run(picture, new ZoneHold()).ToArray(), part =>
            part.X <= head.X1 && part.Y <= head.Y1 && part.X + part.Width >= head.X2 &&
            part.Y + part.Height >= head.Y2 && part.Height < 0.6 * dog.Height);
    }

    // The network sees one box wherever it looks; of a picture of 16x16 that is four pixels wide.
    [SkippableTheory]
    [InlineData("person", ObscureMethod.Pixelate)]
    [InlineData("person", ObscureMethod.Blur)]
    [InlineData("car", ObscureMethod.Pixelate)]
    public void Of_somebody_of_four_pixels_at_most_four_squares_are_left(string name, ObscureMethod method)
    {
        using var folder = new TemporaryFolder();
        var model = TinyYolox.WriteTo(folder.Path);
        File.WriteAllText(Path.ChangeExtension(model, ".yaml"), $$"""
            file: {{Path.GetFileName(model)}}
            input: {size: [64, 64]}
            outputs: [{role: yolox, name: output}]
            classes: [{{name}}, other]
            """);
        using var anonymizer = new Anonymizer(model, null, new AnonymizerOptions { Method = method });
        using var detector = new YoloxDetector(model);
        using var image = Image.Rent(16, 16, PixelFormat.Bgr8);
        for (var i = 0; i < image.ByteLength; i++) image.Bytes[i] = (byte)(60 + 37 * i % 190);
        var box = Assert.Single(detector.Detect(image).ToArray());
        Assert.Equal((8f, 3f, 4f, 4f), (box.X1, box.Y1, box.Width, box.Height));
        Assert.Equal(12, Colours());
        anonymizer.Run(image, new ZoneHold());
        Assert.InRange(Colours(), 1, 4);

        int Colours()
        {
            var colours = new HashSet<(byte, byte, byte)>();
            for (var y = 4; y < 7; y++)
            {
                for (var x = 8; x < 12; x++)
                {
                    var pixel = image.Row(y).Slice(3 * x, 3);
                    colours.Add((pixel[0], pixel[1], pixel[2]));
                }
            }

            return colours.Count;
        }
    }

    [SkippableFact]
    public void A_network_that_knows_nobody_is_refused()
    {
        var options = new AnonymizerOptions { People = ["astronaut"], Vehicles = [], Riders = [] };
        Assert.Contains("knows neither people nor vehicles",
            Assert.Throws<InferenceException>(() => new Anonymizer(Model, null, options)).Message);
        Assert.Contains("knows neither heads nor plates",
            Assert.Throws<InferenceException>(() => new Anonymizer(Model, Model)).Message);
    }

    // As people use the detector, apart from the anonymizer's own settings.
    private static YoloxDetector Detector() =>
        new(Model, new YoloxDecoderOptions { ScoreThreshold = 0.2999f, NmsThreshold = 0.45f });

    private static int AssertHidden(YoloxDetector detector, Anonymizer anonymizer, Image image, ZoneHold hold)
    {
        var found = detector.Detect(image).ToArray();
        using var hidden = ImageConverter.Convert(image, PixelFormat.Bgr8);
        var parts = anonymizer.Run(hidden, hold).ToArray();
        var count = 0;
        foreach (var box in found)
        {
            if (ZoneOf(detector.Manifest.Classes[box.ClassId], box) is not { } zone) continue;
            count++;
            var (left, right) =
                (Math.Clamp((int)zone.X1, 0, image.Width - 1), Math.Clamp((int)MathF.Ceiling(zone.X2), 1, image.Width));
            var (top, bottom) = (Math.Clamp((int)zone.Y1, 0, image.Height - 1),
                Math.Clamp((int)MathF.Ceiling(zone.Y2), 1, image.Height));
            for (var y = top; y < bottom; y++)
            {
                for (var x = left; x < right; x++)
                {
                    Assert.True(
                        Array.Exists(parts, part =>
                            x >= part.X && x < part.X + part.Width && y >= part.Y && y < part.Y + part.Height),
                        $"({x}, {y}) of {box} is not hidden");
                }
            }

            Assert.InRange(Detail(hidden, left, top, right, bottom), 0,
                2 + 0.5 * Detail(image, left, top, right, bottom));
        }

        return count;
    }

    // The least in which a head or plate is: the upper quarter of people, the lower half of vehicles, riders whole.
    private static Detection? ZoneOf(string name, Detection box) =>
        name == "person" ? box with { Y2 = box.Y1 + box.Height / 4 }
        : Vehicles.Contains(name) ? box with { Y1 = box.Y2 - box.Height / 2 }
        : Riders.Contains(name) ? box
        : null;

    private static double Detail(Image image, int left, int top, int right, int bottom)
    {
        var (sum, count) = (0.0, 0);
        for (var y = top; y < bottom; y++)
        {
            var row = image.Row(y);
            for (var x = left; x < right - 1; x++, count++) sum += Math.Abs(row[3 * x + 1] - row[3 * x + 4]);
        }

        return count > 0 ? sum / count : 0;
    }
}
