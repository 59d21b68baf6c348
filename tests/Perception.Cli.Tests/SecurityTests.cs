namespace Perception.Cli.Tests;

public sealed class SecurityTests
{
    private const int Domain = 79;
    private static readonly string[] Publish =
        ["ros", "topic", "pub", "/secret", "std_msgs/msg/String", "{data: to whom it concerns}", "--rate", "20"];
    private static readonly string[] Echo = ["ros", "topic", "echo", "/secret", "--count", "1"];

    [SkippableFact]
    public void Who_has_keys_reads_and_writes_and_who_has_none_does_neither()
    {
        using var keystore = new Keystore();
        keystore.AddEnclave("talker", "*");
        keystore.AddEnclave("listener", "*");
        using var talker = PerceptionProcess.Start(Domain, keystore.Environment("talker"), Publish);
        using var stranger = PerceptionProcess.Start(Domain, Echo);

        using var listener = PerceptionProcess.Start(Domain, keystore.Environment("listener"), Echo);
        Assert.Contains("to whom it concerns", listener.WaitForExit().Output);

        // It has had as long as the listener, and twice that.
        Thread.Sleep(2000);
        stranger.Terminate();
        Assert.Equal("", stranger.WaitForExit().Output);
        talker.Terminate();
        talker.WaitForExit();

        using var intruder = PerceptionProcess.Start(Domain, Publish);
        using var second = PerceptionProcess.Start(Domain, keystore.Environment("listener"), Echo);
        Thread.Sleep(4000);
        second.Terminate();
        Assert.Equal("", second.WaitForExit().Output);
    }

    [SkippableFact]
    public void An_enclave_that_may_not_publish_a_topic_is_told_so()
    {
        using var keystore = new Keystore();
        keystore.AddEnclave("clerk", "ros_discovery_info");
        using var clerk = PerceptionProcess.Start(Domain, keystore.Environment("clerk"), Publish);
        var result = clerk.WaitForExit();

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("topic 'rt/secret'", result.Errors);
        Assert.Contains("Not Allowed By Security", result.Errors);
    }

    [SkippableFact]
    public void A_missing_file_of_an_enforced_enclave_stops_the_start_with_its_name()
    {
        using var keystore = new Keystore();
        keystore.AddEnclave("talker", "*");
        File.Delete(Path.Combine(keystore.Folder, "enclaves", "talker", "cert.pem"));
        using var talker = PerceptionProcess.Start(Domain, keystore.Environment("talker"), Publish);
        var result = talker.WaitForExit();

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("ROS_SECURITY_STRATEGY is Enforce, and ", result.Errors);
        Assert.Contains("enclaves/talker holds no cert.pem", result.Errors);
    }
}
