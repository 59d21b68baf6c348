namespace Perception.Cli;

internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The work was done as far as possible, but some of the input was bad or nothing came.</summary>
    public const int PartialFailure = 1;

    /// <summary>The command line, a parameter or a model is wrong: nothing was done.</summary>
    public const int Configuration = 2;
}
