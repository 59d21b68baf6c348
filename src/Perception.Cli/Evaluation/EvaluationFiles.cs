using System.CommandLine;
using Perception.Cli.Commands;
using Perception.Evaluation.Autoware;
using Perception.Evaluation.Datasets;
using Perception.Evaluation.Frames;
using Perception.Evaluation.Replay;
using Perception.Evaluation.Reports;
using Perception.Evaluation.Results;

namespace Perception.Cli.Evaluation;

/// <summary>What of the truth counts, and where results go: the options that all evaluations share.</summary>
internal sealed class EvaluationFiles
{
    private readonly Option<string?> _out =
        Options.Optional("--out", "folder for frames.jsonl, summary.json, timing.json and report.html");
    private readonly Option<string?> _json =
        Options.Optional("--json", "write the figures to this file; - for standard output");
    private readonly Option<string?> _scenario =
        Options.Optional("--scenario", "judge the frames by this scenario of driving_log_replayer (perception_2d) too");
    private readonly Option<int> _pictures =
        Options.Number("--pictures", "frames with the most errors that the report shows", 12, 0, 200);
    private readonly Option<double> _leastHeight;
    private readonly Option<double> _mostHidden;
    private Scenario? _judgedBy;

    // As the training judges its networks: what is lower than 8 pixels, or shows less than a quarter, is nobody's
    // fault.
    public EvaluationFiles(double leastHeight = 8, double mostHidden = 0.75)
    {
        _leastHeight = Options.Number("--least-height", "objects with lower boxes are not asked for, in pixels",
            leastHeight, 0, 1e4);
        _mostHidden = Options.Number("--most-hidden",
            "objects of which a larger share is hidden or cut off are not asked for", mostHidden, 0, 1);
    }

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_leastHeight, _mostHidden, _scenario, _out, _json, _pictures])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>
    /// Which objects count. The scenario is read here too, so that what is wrong with it is said before the work.
    /// </summary>
    public TruthRules Rules(ParseResult result)
    {
        if (result.GetValue(_scenario) is { } path) _judgedBy = ScenarioFile.Read(path);
        return new TruthRules
        {
            LeastHeight = result.GetValue(_leastHeight),
            MostHidden = result.GetValue(_mostHidden)
        };
    }

    /// <summary>Writes and prints; pictures of the worst frames are asked for only where there is a report.</summary>
    public int Write(ParseResult result, ResultHeader header, IReadOnlyList<FrameRecord> records, ReplayTiming timing,
        Func<ResultFolder, int, IReadOnlyList<ReportPicture>> pictures)
    {
        var (folder, quiet) = (result.GetValue(_out), result.GetValue(_json) == "-");
        header = header with
        {
            Options = new SortedDictionary<string, string>(new Dictionary<string, string>(header.Options)
            {
                ["least_height"] = FormattableString.Invariant($"{result.GetValue(_leastHeight)}"),
                ["most_hidden"] = FormattableString.Invariant($"{result.GetValue(_mostHidden)}"),
            }, StringComparer.Ordinal),
        };
        var evaluated = EvaluationOutput.Write(folder, result.GetValue(_json), header, records, timing);
        if (folder is not null)
            EvaluationOutput.WriteReport(folder, evaluated, timing, pictures(evaluated, result.GetValue(_pictures)));
        if (!quiet) TerminalReport.Print(evaluated, timing);
        var passed = _judgedBy is null || ScenarioOutput.Judge(_judgedBy, records, folder, quiet);
        return timing.Problems.Count > 0 || !passed ? ExitCode.PartialFailure : ExitCode.Success;
    }
}
