using System.Diagnostics;

namespace Perception.Cli.Tests;

/// <summary>Images through iceoryx, as a user's Cyclone configuration asks for it.</summary>
public sealed class SharedMemoryTests
{
    private const int Domain = 80;

    [SkippableFact]
    public void Images_go_through_shared_memory_where_the_configuration_switches_it_on()
    {
        const string RouDi = "/usr/bin/iox-roudi";
        Skip.IfNot(File.Exists(RouDi), "needs iox-roudi, which scripts/setup installs (Debian: iceoryx)");
        Skip.If(Process.GetProcessesByName("iox-roudi").Length > 0, "another RouDi runs on this machine");
        var dog = Workspace.Shared("data", "images", "dog.jpg");
        var pools = Path.GetTempFileName();
        File.WriteAllText(pools, """
            [general]
            version = 1
            [[segment]]
            [[segment.mempool]]
            size = 16384
            count = 1000
            [[segment.mempool]]
            size = 4194304
            count = 40

            """);

        // Without its monitoring, to which a process that a busy machine lets wait for 1.5 s is a dead one.
        using var roudi = Process.Start(
            new ProcessStartInfo(RouDi, ["-c", pools, "-m", "off"]) { RedirectStandardOutput = true })!;
        try
        {
            string? line;
            do
            {
                line = roudi.StandardOutput.ReadLine();
            }
            while (line is not null && !line.Contains("ready for clients", StringComparison.Ordinal));
            _ = roudi.StandardOutput.ReadToEndAsync();
            var configuration = new Dictionary<string, string>
            {
                ["CYCLONEDDS_URI"] = "<CycloneDDS><Domain><SharedMemory><Enable>true</Enable><LogLevel>warn</LogLevel></SharedMemory></Domain></CycloneDDS>",
            };
            using var camera = PerceptionProcess.Start(Domain, configuration, "camera", dog, "--loop", "--rate", "20");
            using var stranger = PerceptionProcess.Start(Domain, "topic", "hz", "/camera/image_raw", "--count", "10");
            using var listener = PerceptionProcess.Start(Domain, configuration, "ros", "topic", "bw",
                "/camera/image_raw", "--count", "20",
                "--ros-args", "--log-level", "debug");
            var result = listener.WaitForExit();

            Assert.True(result.ExitCode == 0, result.Errors);
            Assert.Contains("came through shared memory", result.Errors);
            // 768 x 576 pixels of three bytes, and the head.
            Assert.Matches(@"size min: 13271\d\d B", result.Output);

            // Who has not switched it on gets the same images by the network stack.
            Assert.Contains("window: 10", stranger.WaitForExit().Output);
            camera.Terminate();
            Assert.Equal(0, camera.WaitForExit().ExitCode);
        }
        finally
        {
            roudi.Kill();
            roudi.WaitForExit();
            File.Delete(pools);
        }
    }
}
