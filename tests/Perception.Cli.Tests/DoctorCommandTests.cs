using System.Text.Json;

namespace Perception.Cli.Tests;

public sealed class DoctorCommandTests
{
    [Fact]
    public void Libraries_are_found_with_their_place_and_a_broken_model_with_its_reason()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["broken.onnx"], "no network");
        var result = PerceptionProcess.Run("doctor", "--json", folder["broken.onnx"]);

        Assert.Equal(1, result.ExitCode);
        var findings = JsonDocument.Parse(result.Output).RootElement.EnumerateArray()
            .ToDictionary(item => item.GetProperty("name").GetString()!);
        Assert.Equal("good", findings["Cyclone DDS"].GetProperty("health").GetString());
        Assert.Matches(@"^0\.\d+\.\d+  /.*libddsc", findings["Cyclone DDS"].GetProperty("detail").GetString());
        Assert.Matches(@"^\d+\.\d+\.\d+  /.*libonnxruntime",
            findings["ONNX Runtime"].GetProperty("detail").GetString());
        Assert.Equal("broken", findings[folder["broken.onnx"]].GetProperty("health").GetString());
        Assert.Contains("broken.onnx", findings[folder["broken.onnx"]].GetProperty("remedy").GetString());
        Assert.All(findings.Values.Where(item => item.GetProperty("health").GetString() is "warning" or "broken"),
            item => Assert.NotEmpty(item.GetProperty("remedy").GetString()!));
    }
}
