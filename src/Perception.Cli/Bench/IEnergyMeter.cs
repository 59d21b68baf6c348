namespace Perception.Cli.Bench;

/// <summary>Counts the energy that a part of the machine takes.</summary>
internal interface IEnergyMeter
{
    /// <summary>What is measured, and how.</summary>
    string Name { get; }

    /// <summary>Joules since this was made; null once it cannot be read any more.</summary>
    double? ReadJoules();
}
