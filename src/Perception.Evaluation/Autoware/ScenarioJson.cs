using System.Text.Json;

namespace Perception.Evaluation.Autoware;

/// <summary>
/// Writes what became of a scenario: <c>scenario.json</c>, and a line for each frame as the replayer has it.
/// </summary>
public static class ScenarioJson
{
    public static void WriteSummary(Stream stream, Scenario scenario, ScenarioResult result)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteBoolean("success", result.Passed);
        json.WriteNumber("pass_rate", result.PassRate);
        json.WriteNumber("pass_rate_wanted", scenario.PassRate);
        json.WriteNumber("frames", result.Frames.Count);
        json.WriteNumber("frames_judged", result.Frames.Count(frame => frame.Passed is not null));
        json.WriteNumber("frames_passed", result.Frames.Count(frame => frame.Passed == true));
        json.WriteStartArray("mAP");
        foreach (var map in result.Maps)
        {
            json.WriteStartObject();
            json.WriteString("matching_mode", map.Mode == MatchingMode.Iou2D ? "iou_2d" : "center_distance");
            json.WriteStartArray("thresholds");
            foreach (var threshold in map.Thresholds)
            {
                json.WriteNumberValue(threshold);
            }

            json.WriteEndArray();
            Write(json, "mAP", map.Mean);
            for (var i = 0; i < scenario.TargetLabels.Count; i++)
            {
                Write(json, scenario.TargetLabels[i], map.ByLabel[i]);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteFrames(Stream stream, ScenarioResult result)
    {
        foreach (var frame in result.Frames)
        {
            using (var json = new Utf8JsonWriter(stream))
            {
                json.WriteStartObject();
                json.WriteString("CameraType", frame.Camera);
                json.WriteString("FrameName", frame.Frame);
                json.WriteStartObject("PassFail");
                json.WriteString("Result",
                    frame.Passed switch { true => "Success", false => "Fail", _ => "NoGTNoObj" });
                json.WriteStartObject("Info");
                json.WriteNumber("TP", frame.Right);
                json.WriteNumber("FP", frame.Wrong);
                json.WriteNumber("FN", frame.Missed);
                json.WriteEndObject();
                json.WriteEndObject();
                json.WriteEndObject();
            }

            stream.WriteByte((byte)'\n');
        }
    }

    private static void Write(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
