using Ros2DotNet.Messages.RclInterfaces;

namespace Ros2DotNet;

/// <summary><c>~/get_logger_levels</c> and <c>~/set_logger_levels</c>.</summary>
internal sealed class LoggerServices : IDisposable
{
    private readonly LogLevels _levels;
    private readonly Service<GetLoggerLevelsRequest, GetLoggerLevelsResponse> _get;
    private readonly Service<SetLoggerLevelsRequest, SetLoggerLevelsResponse> _set;

    public LoggerServices(Node node)
    {
        _levels = node.Context.LogLevels;
        _get = node.CreateService<GetLoggerLevelsRequest, GetLoggerLevelsResponse>("~/get_logger_levels", Get);
        _set = node.CreateService<SetLoggerLevelsRequest, SetLoggerLevelsResponse>("~/set_logger_levels", Set);
    }

    public void Dispose()
    {
        _get.Dispose();
        _set.Dispose();
    }

    private GetLoggerLevelsResponse Get(GetLoggerLevelsRequest request)
    {
        var response = new GetLoggerLevelsResponse();
        foreach (var name in request.Names.AsSpan())
        {
            var level = response.Levels.Add();
            level.Name = name;
            level.Level = _levels.OwnLevelOf(name) is { } own ? LogSeverity.Number(own) : 0u;
        }

        return response;
    }

    private SetLoggerLevelsResponse Set(SetLoggerLevelsRequest request)
    {
        var response = new SetLoggerLevelsResponse();
        foreach (var level in request.Levels.AsSpan())
        {
            var result = response.Results.Add();
            var parsed = LogSeverity.FromNumber(level.Level);
            result.Successful = parsed is not null || level.Level == 0;
            result.Reason = result.Successful
                ? ""
                : $"the level {level.Level} is unknown; allowed are 0, 10, 20, 30, 40 and 50";
            if (result.Successful)
            {
                _levels.Set(level.Name, parsed);
            }
        }

        return response;
    }
}
