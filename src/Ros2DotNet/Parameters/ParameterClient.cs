using Ros2DotNet.Messages.RclInterfaces;

namespace Ros2DotNet;

/// <summary>Reads and sets the parameters of another node through its services.</summary>
public sealed class ParameterClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string _target;
    private readonly ServiceClient<ListParametersRequest, ListParametersResponse> _list;
    private readonly ServiceClient<GetParametersRequest, GetParametersResponse> _get;
    private readonly ServiceClient<SetParametersRequest, SetParametersResponse> _set;

    private ParameterClient(Node node, string target)
    {
        _target = target.StartsWith('/') ? target : "/" + target;
        _list = node.CreateClient<ListParametersRequest, ListParametersResponse>(
            $"{_target}/list_parameters", QosProfile.Parameters);
        _get = node.CreateClient<GetParametersRequest, GetParametersResponse>(
            $"{_target}/get_parameters", QosProfile.Parameters);
        _set = node.CreateClient<SetParametersRequest, SetParametersResponse>(
            $"{_target}/set_parameters", QosProfile.Parameters);
    }

    /// <summary>Waits up to 5 s for the services of a node.</summary>
    /// <exception cref="RosServiceException">They are not there, or of the other convention.</exception>
    public static async Task<ParameterClient> ConnectAsync(Node node, string target,
        CancellationToken cancellation = default)
    {
        var client = new ParameterClient(node, target);
        try
        {
            return await client.AreServicesThereAsync(cancellation).ConfigureAwait(false)
                ? client
                : throw new RosServiceException($"there is no node {client._target} that serves its parameters");
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>The names of all parameters, sorted.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation = default) =>
        [.. (await _list.CallAsync(new ListParametersRequest(), Patience, cancellation).ConfigureAwait(false))
            .Result.Names.ToArray().Order(StringComparer.Ordinal)];

    /// <summary>The values of parameters, in the order asked for.</summary>
    /// <exception cref="RosParameterException">One of them is not declared.</exception>
    public async Task<IReadOnlyList<object>> GetAsync(IReadOnlyList<string> names,
        CancellationToken cancellation = default)
    {
        var request = new GetParametersRequest();
        foreach (var name in names)
        {
            request.Names.Add(name);
        }

        var values =
            (await _get.CallAsync(request, Patience, cancellation).ConfigureAwait(false)).Values.ToArray();
        var read = values.Select(ParameterMessages.Read).ToArray();
        if (read.Length != names.Count || read.Contains(null))
        {
            var known = await ListAsync(cancellation).ConfigureAwait(false);
            throw new RosParameterException($"{_target} has no parameter " +
                $"'{names.Except(known).FirstOrDefault(names[0])}'; it has {string.Join(", ", known)}");
        }

        return read!;
    }

    /// <summary>Sets parameters one by one; each has its own result.</summary>
    public async Task<IReadOnlyList<ParameterSetResult>> SetAsync(IReadOnlyList<(string Name, object Value)> values,
        CancellationToken cancellation = default)
    {
        var request = new SetParametersRequest();
        foreach (var (name, value) in values)
        {
            var parameter = request.Parameters.Add();
            parameter.Name = name;
            ParameterMessages.Fill(parameter.Value, value);
        }

        var response = await _set.CallAsync(request, Patience, cancellation).ConfigureAwait(false);
        return [.. response.Results.ToArray()
            .Select(result => new ParameterSetResult(result.Successful, result.Reason))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _list.Dispose();
        _get.Dispose();
        _set.Dispose();
    }

    private async Task<bool> AreServicesThereAsync(CancellationToken cancellation) =>
        await _list.WaitForServiceAsync(Patience, cancellation).ConfigureAwait(false) &&
        await _get.WaitForServiceAsync(Patience, cancellation).ConfigureAwait(false) &&
        await _set.WaitForServiceAsync(Patience, cancellation).ConfigureAwait(false);
}
