using Perception.Evaluation.Datasets;
using Perception.Evaluation.Frames;
using Perception.Imaging;

namespace Perception.Evaluation.Tests;

public sealed class KittiDatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Boxes_places_and_headings_are_read_as_the_devkit_defines_them()
    {
        Write("""
            Car 0.00 1 -1.57 100.00 120.00 180.00 200.00 1.50 1.60 4.00 0.50 1.75 20.00 -1.5707963
            Cyclist 0.30 3 0.00 10.00 20.00 30.00 40.00 1.70 0.60 1.80 -3.00 1.80 15.00 0.00
            DontCare -1 -1 -10 300.00 10.00 340.00 60.00 -1 -1 -1 -1000 -1000 -1000 -10
            """);
        var dataset = KittiDataset.Read(_folder.Path, TruthRules.All);

        Assert.Equal(["Car", "Cyclist"], dataset.Classes);
        var frame = Assert.Single(dataset.Frames);
        Assert.Equal("image_2/000000.png", frame.Name);
        var car = frame.Objects![0];
        Assert.Equal(new Box(100, 120, 180, 200), car.Box);

        // P2 times the label's place is where it appears: 45 / 700 to the right of where the reference camera has it.
        Assert.Equal([0.5643, 1.0, 20], car.CentreInCamera!);
        Assert.Equal(0, car.YawRadians!.Value, 1e-6);
        Assert.Equal(0.25, car.Occlusion);

        // rotation_y of 0 points to the right of the camera.
        Assert.Equal(-Math.PI / 2, frame.Objects[1].YawRadians!.Value, 1e-6);
        Assert.Null(frame.Objects[1].Occlusion);
        Assert.True(frame.Objects[2] is { IsCrowd: true, Class: TruthObject.AnyClass });
        Assert.Equal(700, frame.CameraModel!.Fx);
        using var picture = frame.Load(null);
        Assert.Equal((400, 240), (picture.SourceWidth, picture.SourceHeight));
    }

    [Fact]
    public void A_van_may_be_taken_for_a_car_and_a_sitting_person_for_a_pedestrian()
    {
        Write("""
            Van 0.00 0 0 100.00 120.00 180.00 200.00 1.50 1.60 4.00 0.50 1.75 20.00 0
            Person_sitting 0.00 0 0 10.00 20.00 30.00 40.00 1.70 0.60 1.80 -3.00 1.80 15.00 0
            """);
        var objects = Assert.Single(KittiDataset.Read(_folder.Path, TruthRules.All).Frames).Objects!;
        Assert.Equal(["Van", "Car", "Person_sitting", "Pedestrian"], objects.Select(item => item.Class));
        Assert.Equal([false, true, false, true], objects.Select(item => item.IsIgnored));
    }

    [Fact]
    public void A_damaged_label_is_named_with_its_line()
    {
        Write("Car 0.00 1 -1.57 100.00");
        Assert.EndsWith("000000.txt: line 1 is no KITTI label: a type and 14 numbers are wanted",
            Assert.Throws<DatasetException>(() => KittiDataset.Read(_folder.Path, TruthRules.All)).Message);
    }

    [Fact]
    public void A_damaged_picture_is_left_out_when_its_turn_comes()
    {
        Write("Car 0.00 1 -1.57 100.00 120.00 180.00 200.00 1.50 1.60 4.00 0.50 1.75 20.00 -1.5707963");
        File.WriteAllBytes(_folder["image_2/000000.png"], File.ReadAllBytes(_folder["image_2/000000.png"])[..60]);
        var frame = Assert.Single(KittiDataset.Read(_folder.Path, TruthRules.All).Frames);
        Assert.Throws<ImageFormatException>(() => frame.Load(null));
    }

    private void Write(string labels)
    {
        foreach (var name in (string[])["image_2", "label_2", "calib"])
        {
            Directory.CreateDirectory(_folder[name]);
        }

        using var image = Image.Rent(400, 240, PixelFormat.Bgr8);
        image.Bytes.Clear();
        ImageFile.Save(_folder["image_2/000000.png"], image);
        File.WriteAllText(_folder["label_2/000000.txt"], labels);
        File.WriteAllText(_folder["calib/000000.txt"], "P2: 700 0 200 45 0 700 120 0 0 0 1 0\n");
    }
}
