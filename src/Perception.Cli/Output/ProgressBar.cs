using Spectre.Console;

namespace Perception.Cli.Output;

/// <summary>A bar on standard error while a list is worked through; nothing where that is not a terminal.</summary>
internal static class ProgressBar
{
    public static void Over<T>(IReadOnlyList<T> items, string verb, Action<T> work)
    {
        if (Console.IsErrorRedirected || items.Count < 2)
        {
            foreach (var item in items) work(item);
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(),
            new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask(verb, maxValue: items.Count);
                foreach (var item in items)
                {
                    work(item);
                    task.Increment(1);
                }
            });
    }
}
