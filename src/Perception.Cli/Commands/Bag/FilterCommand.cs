using System.CommandLine;
using Perception.Cli.Bags;
using Ros2DotNet.Bags;

namespace Perception.Cli.Commands.Bag;

/// <summary><c>perception bag filter</c>: a part of a bag by topics and times.</summary>
internal static class FilterCommand
{
    public static Command Create()
    {
        var path = BagOptions.Path();
        var output = BagOptions.Output(required: true);
        var topics = BagOptions.Topics();
        var regex = Options.Optional("--regex", "only topics with names that match");
        var exclude = Options.Optional("--exclude-regex", "no topics with names that match");
        var start = Options.Optional("--start", "from here on: seconds from the bag's start, or ns since the epoch");
        var end = Options.Optional("--end", "up to here");
        var command = new Command("filter", "Writes the messages of some topics or some time.")
        {
            path, output, topics, regex, exclude, start, end
        };
        var writing = BagOptions.AddWriting(command);
        command.SetAction(result =>
        {
            var wanted = TopicChoice.Pattern("--regex", result.GetValue(regex));
            var unwanted = TopicChoice.Pattern("--exclude-regex", result.GetValue(exclude));
            return BagCopy.Run([result.GetRequiredValue(path)], result.GetRequiredValue(output), writing(result), bag =>
            {
                var named = TopicChoice.Of(bag, result.GetValue(topics) ?? []);
                return new BagFilter
                {
                    Topics = topic => named?.Invoke(topic) is not false &&
                        wanted?.IsMatch(topic.Name) is not false && unwanted?.IsMatch(topic.Name) is not true,
                    StartTimeNs = result.GetValue(start) is { } from
                        ? BagOptions.TimeNs("--start", from, bag.StartTimeNs)
                        : long.MinValue,
                    EndTimeNs = result.GetValue(end) is { } to
                        ? BagOptions.TimeNs("--end", to, bag.StartTimeNs)
                        : long.MaxValue,
                };
            });
        });
        return command;
    }
}
