namespace Perception.Cli.Doctor;

/// <summary>How bad a finding is.</summary>
internal enum Health
{
    Good,

    /// <summary>Only said, since nothing depends on it.</summary>
    Absent,

    /// <summary>Something works less well.</summary>
    Warning,

    /// <summary>Something does not work.</summary>
    Broken,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Area">Such as libraries.</param>
/// <param name="Name">What was looked at.</param>
/// <param name="Health">How it is.</param>
/// <param name="Detail">What was found: version, place, value.</param>
/// <param name="Remedy">What to do about it; empty where nothing is to be done.</param>
internal sealed record Finding(string Area, string Name, Health Health, string Detail, string Remedy = "");
