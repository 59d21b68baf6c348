namespace Perception.Evaluation.Autoware;

/// <summary>What became of a scenario.</summary>
/// <param name="Passed">Whether enough frames passed.</param>
/// <param name="PassRate">Percent of the judged frames that passed.</param>
/// <param name="Maps">Mean average precision by mode and threshold.</param>
/// <param name="Frames">One for each frame.</param>
public sealed record ScenarioResult(
    bool Passed, double PassRate, IReadOnlyList<ScenarioMap> Maps, IReadOnlyList<ScenarioFrame> Frames);

/// <summary>Average precision at one threshold; NaN for labels that do not occur.</summary>
public sealed record ScenarioMap(MatchingMode Mode, IReadOnlyList<double> Thresholds, double Mean,
    IReadOnlyList<double> ByLabel);

/// <summary>The verdict on a frame.</summary>
/// <param name="Passed">Null where there was nothing to judge.</param>
/// <param name="Right">Objects that were found well enough.</param>
/// <param name="Wrong">Detections that belong to an object but not well enough.</param>
/// <param name="Missed">Objects that were not found well enough.</param>
public sealed record ScenarioFrame(string Frame, string? Camera, bool? Passed, int Right, int Wrong, int Missed);
