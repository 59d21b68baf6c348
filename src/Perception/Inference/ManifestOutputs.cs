using Perception.Decoding;
using Perception.Preprocessing;

namespace Perception.Inference;

/// <summary>Reads the outputs of a manifest: each role has keys of its own.</summary>
internal static class ManifestOutputs
{
    private const int MaximumStride = 1024;
    private const int MaximumClasses = 256;

    /// <param name="output">An item of the manifest's outputs.</param>
    /// <param name="inputLayout">What a layout that is not given is.</param>
    public static OutputSpec Read(Section output, TensorLayout inputLayout) =>
        output.Choice("role", OutputRole.Yolox) switch
        {
            OutputRole.LightNet => ReadLightNet(output, inputLayout),
            OutputRole.Semantic => ReadMap(output, inputLayout, isLanes: false),
            OutputRole.Lanes => ReadMap(output, inputLayout, isLanes: true),
            OutputRole.Depth => ReadDepth(output),
            _ => ReadYolox(output),
        };

    /// <summary>Colours of some of these classes.</summary>
    public static Dictionary<string, ClassColour> ReadColours(Section section, IReadOnlyList<string> classes)
    {
        var texts = section.OptionalMap("colours", [.. classes.Distinct()]);
        return texts.ToDictionary(pair => pair.Key, pair =>
            ClassColour.Parse(pair.Value)
                ?? throw section.Child("colours").Wrong(pair.Key, "a colour written as \"#rrggbb\""));
    }

    private static YoloxOutput ReadYolox(Section output)
    {
        output.Allow("role", "name", "boxes", "scores", "strides");
        return new YoloxOutput
        {
            Name = output.OptionalText("name"),
            Decoded = output.Choice("boxes", BoxForm.Raw) == BoxForm.Decoded,
            Activated = output.Choice("scores", ScoreForm.Activated) == ScoreForm.Activated,
            Strides = output.Has("strides") ? output.Integers("strides", 0, 1, MaximumStride) : null,
        };
    }

    private static LightNetOutput ReadLightNet(Section output, TensorLayout inputLayout)
    {
        output.Allow("role", "name", "layout", "scores", "anchors");
        var sizes = output.Numbers("anchors");
        if (sizes.Length % 2 != 0 || sizes.Any(size => !(size > 0)))
        {
            throw output.Wrong("anchors", "a list of widths and heights above 0");
        }

        return new LightNetOutput
        {
            Name = output.OptionalText("name"),
            Layout = output.Choice("layout", inputLayout),
            Activated = output.Choice("scores", ScoreForm.Activated) == ScoreForm.Activated,
            Anchors = [.. sizes.Chunk(2).Select(pair => (pair[0], pair[1]))],
        };
    }

    private static ClassMapOutput ReadMap(Section output, TensorLayout inputLayout, bool isLanes)
    {
        output.Allow("role", "name", "layout", "scores", "classes", "colours");
        var classes = output.Texts("classes");
        if (classes.Count is < 1 or > MaximumClasses)
        {
            throw output.Wrong("classes", $"a list of 1 to {MaximumClasses} names");
        }

        if (isLanes && classes.All(name => name == ClassMapOutput.NoLine))
        {
            throw output.Wrong("classes", $"a list with a line in it, which '{ClassMapOutput.NoLine}' is not");
        }

        return new ClassMapOutput
        {
            Name = output.OptionalText("name"),
            IsLanes = isLanes,
            Layout = output.Choice("layout", inputLayout),
            Scores = output.Choice("scores", MapScores.Logits),
            Classes = classes,
            Colours = ReadColours(output, classes),
        };
    }

    private static DepthOutput ReadDepth(Section output)
    {
        output.Allow("role", "name", "form", "scale", "offset", "min_metres", "max_metres", "focal_pixels");
        var depth = new DepthSpec
        {
            Form = output.Choice("form", DepthForm.Linear),
            Scale = output.OptionalNumber("scale") ?? 1,
            Offset = output.OptionalNumber("offset") ?? 0,
            MinimumMetres = output.OptionalNumber("min_metres") ?? 0,
            MaximumMetres = output.OptionalNumber("max_metres") ?? float.PositiveInfinity,
        };
        var focal = output.OptionalNumber("focal_pixels");
        return focal <= 0 ? throw output.Wrong("focal_pixels", "a number above 0")
            : depth.Scale == 0 ? throw output.Wrong("scale", "a number other than 0")
            : depth.MinimumMetres < 0 ? throw output.Wrong("min_metres", "a number of 0 or more")
            : depth.MaximumMetres <= depth.MinimumMetres ? throw output.Wrong("max_metres", "a number above min_metres")
            : new DepthOutput { Name = output.OptionalText("name"), Depth = depth, FocalPixels = focal };
    }
}
