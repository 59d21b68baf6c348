using System.Globalization;
using Ros2DotNet.Filters;

namespace Ros2DotNet.Tests.Filters;

/// <summary>The same streams as the original message_filters saw them, by Golden/message_filters.txt (made by
/// Reference/message_filters_golden.cpp).</summary>
public sealed class GoldenMessageFiltersTests
{
    [Fact]
    public void Every_set_is_the_one_that_message_filters_made_and_comes_with_the_same_message()
    {
        var golden = File.ReadAllLines(
            Path.Combine(Workspace.Root, "tests", "Ros2DotNet.Tests", "Golden", "message_filters.txt"));
        var here = new List<string>();
        SynchronizerCore? core = null;
        foreach (var line in golden.Where(line => !line.StartsWith("set", StringComparison.Ordinal)))
        {
            here.Add(line);
            var words = line.Split(' ');
            if (words[0] == "policy")
            {
                core = Policy(words).CreateCore(Int(words[2]), set => here.Add("set " + string.Join(' ', set)));
            }
            else
            {
                core!.Add(Int(words[1]), words[2], Int(words[2]) * 1_000_000L);
            }
        }

        for (var i = 0; i < golden.Length; i++)
        {
            Assert.True(golden[i] == here[i], $"line {i + 1}: message_filters has '{golden[i]}', here is '{here[i]}'");
        }

        Assert.Equal(golden.Length, here.Count);
    }

    private static SynchronizationPolicy Policy(string[] words) => words[1] == "exact"
        ? new ExactTime { QueueSize = Int(words[3]) }
        : new ApproximateTime
        {
            QueueSize = Int(words[3]),
            AgePenalty = double.Parse(words[4], CultureInfo.InvariantCulture),
            MaximumInterval = TimeSpan.FromMilliseconds(Int(words[5])),
            InterMessageLowerBounds = [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(Int(words[6])), Int(words[2]))],
        };

    private static int Int(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
