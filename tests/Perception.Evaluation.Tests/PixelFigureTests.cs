using System.Globalization;
using System.Runtime.InteropServices;
using Perception.Evaluation.Datasets;
using Perception.Evaluation.Depth;
using Perception.Evaluation.Figures;
using Perception.Evaluation.Frames;
using Perception.Evaluation.Replay;
using Perception.Evaluation.Segmentation;
using Perception.Imaging;
using Perception.Pipelines;

namespace Perception.Evaluation.Tests;

public sealed class PixelFigureTests
{
    private const string Script = "tests/Perception.Evaluation.Tests/Reference/pixels.py";

    [SkippableFact]
    public void Segmentation_figures_equal_numpys()
    {
        var random = new Random(5);
        var truth = Enumerable.Range(0, 20_000).Select(_ => (byte)random.Next(0, 14)).ToArray();
        var answer = truth.Select(label => random.Next(4) == 0 ? (byte)random.Next(0, 15) : label).ToArray();
        var matrix = new ConfusionMatrix(16);
        matrix.Add(truth, answer);

        var expected = Reference("masks", "16", truth, answer);
        Assert.Equal(expected[0], matrix.MeanIntersectionOverUnion, 1e-9);
        Assert.Equal(expected[1], matrix.Accuracy, 1e-9);
        Assert.True(double.IsNaN(matrix.IntersectionOverUnion(15)));
    }

    [SkippableTheory]
    [InlineData(0, double.PositiveInfinity)]
    [InlineData(10, 30)]
    public void Depth_figures_equal_numpys(double near, double far)
    {
        var random = new Random(6);
        var truth = Enumerable.Range(0, 20_000).Select(
            i => i % 50 == 0 ? float.NaN : i % 51 == 0 ? float.PositiveInfinity : random.NextSingle() * 80).ToArray();
        var answer =
            truth.Select(metres => random.Next(40) == 0 ? float.NaN : metres * (0.6f + random.NextSingle())).ToArray();
        var errors = new DepthErrors(near, far);
        errors.Add(truth, answer);

        var expected =
            Reference("depth", $"{near} {(double.IsInfinity(far) ? "inf" : far)}", Bytes(truth), Bytes(answer));
        double[] figures = [errors.AbsRel, errors.SqRel, errors.Rmse, errors.RmseLog, errors.Delta1, errors.Delta2,
            errors.Delta3, errors.Missing];
        for (var i = 0; i < figures.Length; i++)
        {
            Assert.Equal(expected[i], figures[i], 1e-6);
        }
    }

    [SkippableFact]
    public void A_networks_coarser_maps_are_judged_at_the_size_of_the_truth()
    {
        const int Width = 130, Height = 77, Columns = 33, Rows = 20;
        var random = new Random(7);
        string[] names = [.. Enumerable.Range(0, 9).Select(i => $"class {i}")];
        using var truth = Image.Rent(Width, Height, PixelFormat.Mono8);
        var (mask, depth) = (new PixelMap<byte>(), new PixelMap<float>());
        mask.Resize(Columns, Rows);
        depth.Resize(Columns, Rows);
        var metres = new float[Width * Height];
        foreach (ref var value in truth.Bytes) value = (byte)random.Next(9);
        foreach (ref var value in mask.Values) value = (byte)random.Next(9);
        foreach (ref var value in depth.Values) value = 1 + random.NextSingle() * 80;
        foreach (ref var value in metres.AsSpan()) value = 1 + random.NextSingle() * 79;

        var judge = new MaskJudge(names, names);
        var figures = new FigureCalculator(
            [new FrameRecord { Frame = "f", Semantic = judge.Judge(mask, truth), Depth = judge.Judge(depth, new TruthDepth(Width, Height, metres)) }], []).Compute();

        var sizes = $"{Width} {Height} {Columns} {Rows}";
        var masks =
            Reference("map-masks", $"9 {sizes}", truth.Bytes[..(Width * Height)].ToArray(), mask.Values.ToArray());
        Assert.Equal(masks[0], figures.Segmentation!.MeanIou, 1e-9);
        Assert.Equal(masks[1], figures.Segmentation.Accuracy, 1e-9);
        var errors = Reference("map-depth", $"0 250 {sizes}", Bytes(metres), Bytes(depth.Values.ToArray()));
        double[] total = [figures.Depth!.Total.AbsRel, figures.Depth.Total.SqRel, figures.Depth.Total.Rmse,
            figures.Depth.Total.RmseLog, figures.Depth.Total.Delta1];
        for (var i = 0; i < total.Length; i++)
        {
            Assert.Equal(errors[i], total[i], 1e-6);
        }
    }

    [Fact]
    public void A_pixel_of_no_class_is_named() =>
        Assert.Equal("pixel 1 has class 9 in truth and 0 in the answer; there are 4 classes",
            Assert.Throws<ArgumentException>(() => new ConfusionMatrix(4).Add([1, 9], [1, 0])).Message);

    private static byte[] Bytes(float[] values) => MemoryMarshal.AsBytes<float>(values).ToArray();

    private static double[] Reference(string what, string arguments, byte[] truth, byte[] answer)
    {
        var (truthFile, answerFile) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            File.WriteAllBytes(truthFile, truth);
            File.WriteAllBytes(answerFile, answer);
            return [.. Python.Run(Script, ["numpy"], [what, .. arguments.Split(' '), truthFile, answerFile]).Split(' ')
                .Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))];
        }
        finally
        {
            File.Delete(truthFile);
            File.Delete(answerFile);
        }
    }
}
