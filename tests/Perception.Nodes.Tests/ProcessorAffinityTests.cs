namespace Perception.Nodes.Tests;

public sealed class ProcessorAffinityTests
{
    private static int Allowed => int.Parse(AllowedList().Split(',', '-')[0]);

    [Fact]
    public void Processors_that_this_process_may_run_on_are_no_problem_and_others_are_named()
    {
        Assert.Null(ProcessorAffinity.FindProblem("infer_cpus", []));
        Assert.Null(ProcessorAffinity.FindProblem("infer_cpus", [Allowed]));
        Assert.Equal("the parameter 'infer_cpus' names the processor 1023, on which this process may not run; " +
            $"allowed are {AllowedList("self")}", ProcessorAffinity.FindProblem("infer_cpus", [Allowed, 1023]));
        Assert.Contains("processor -1,", ProcessorAffinity.FindProblem("infer_cpus", [-1]));
        Assert.Contains("processor 5000,", ProcessorAffinity.FindProblem("infer_cpus", [5000]));
    }

    [Fact]
    public void What_is_made_on_processors_is_made_there_and_leaves_the_caller_alone()
    {
        var before = AllowedList();
        Assert.Equal(($"{Allowed}", before), (ProcessorAffinity.On([Allowed], () => AllowedList()), AllowedList()));
        Assert.Throws<InvalidDataException>(
            () => ProcessorAffinity.On<int>([Allowed], () => throw new InvalidDataException()));
    }

    private static string AllowedList(string process = "thread-self") =>
        File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("Cpus_allowed_list:"))
            .Split('\t')[1].Trim();
}
