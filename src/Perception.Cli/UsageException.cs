namespace Perception.Cli;

/// <summary>Something the user gave cannot be used; the message is the one sentence that says what and why.</summary>
internal sealed class UsageException(string message) : Exception(message);
