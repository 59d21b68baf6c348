namespace Perception.Viewer.Protocol;

/// <summary>A source whose time can be steered.</summary>
internal interface IPlayback
{
    long StartNs { get; }

    long EndNs { get; }

    PlaybackState State { get; }

    /// <summary>
    /// Plays or pauses, from another place where <paramref name="seekNs"/> is given; every client is told.
    /// </summary>
    void Control(bool play, float speed, long? seekNs, string requestId);
}
