using Perception.Pipelines;
using Ros2DotNet;
using Ros2DotNet.Messages.EdgePerception;
using Ros2DotNet.Messages.RclInterfaces;
using Ros2DotNet.Messages.VisionMsgs;

namespace Perception.Nodes.Tests;

/// <summary>Networks and heads that cannot be loaded: the one that there is goes on.</summary>
public sealed class MultiTaskReloadTests
{
    [SkippableFact]
    public void Heads_that_cannot_be_had_are_asked_for_now_and_then_and_not_all_the_time()
    {
        using var test = new MultiTaskUnderTest();
        using var listener = test.Test.Listen<Detection2DArray>("out/detections", _ => { });
        var refusals = 0;
        test.Test.Peer.CreateSubscription<Log>("/rosout", QosProfile.Rosout, log =>
        {
            if (log.Msg.Contains($"{Path.GetFileName(test.Model)} stays: ")) Interlocked.Increment(ref refusals);
        });
        UntilOnlyDetections(test);
        File.Move(test.Model, $"{test.Model}.away");
        using var lanes = test.Test.Listen<LaneLines>("out/lanes", _ => { });
        test.SendUntil(() => Volatile.Read(ref refusals) > 0);
        var more = 0;
        test.SendUntil(() => more++ > 50);
        Assert.Equal(1, Volatile.Read(ref refusals));
    }

    [SkippableFact]
    public async Task A_model_that_was_refused_keeps_the_heads_of_the_present_one_from_nobody()
    {
        using var test = new MultiTaskUnderTest();
        using var folder = new TemporaryFolder();
        using var listener = test.Test.Listen<Detection2DArray>("out/detections", _ => { });
        test.Test.WatchHealth();
        UntilOnlyDetections(test);
        File.WriteAllText(folder["none.onnx"], "this is no network");
        using var parameters = await ParameterClient.ConnectAsync(test.Test.Peer, test.Test.Topic("")[..^1]);
        await parameters.SetAsync([("model_path", folder["none.onnx"])]);
        test.SendUntil(() => test.Test.Health.Contains("tiny_multitask_0.onnx stays: "));
        Assert.NotEmpty(test.Receive<LaneLines>("out/lanes").Lines.ToArray());
        test.SendUntil(() => test.Test.Health.Contains("tiny_multitask_0.onnx stays: "));
    }

    private static void UntilOnlyDetections(MultiTaskUnderTest test) =>
        test.SendUntil(() => test.Node.Pipelines[0].Network.Network.Tasks == NetworkTasks.Detections);
}
