using Ros2DotNet.Messages.RclInterfaces;

namespace Ros2DotNet;

/// <summary>The six parameter services of a node, and what it tells on <c>/parameter_events</c>.</summary>
internal sealed class ParameterServices : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Node _node;
    private readonly NodeParameters _parameters;
    private readonly Publisher<ParameterEvent> _events;
    private readonly ParameterEvent _event = new();

    public ParameterServices(Node node)
    {
        _node = node;
        _parameters = node.Parameters;
        _events = node.CreatePublisher<ParameterEvent>("/parameter_events", QosProfile.ParameterEvents);
        var qos = QosProfile.Parameters;
        node.CreateService<GetParametersRequest, GetParametersResponse>("~/get_parameters", Get, qos);
        node.CreateService<GetParameterTypesRequest, GetParameterTypesResponse>("~/get_parameter_types", GetTypes, qos);
        node.CreateService<SetParametersRequest, SetParametersResponse>("~/set_parameters", Set, qos);
        node.CreateService<SetParametersAtomicallyRequest, SetParametersAtomicallyResponse>(
            "~/set_parameters_atomically", SetAtomically, qos);
        node.CreateService<DescribeParametersRequest, DescribeParametersResponse>(
            "~/describe_parameters", Describe, qos);
        node.CreateService<ListParametersRequest, ListParametersResponse>("~/list_parameters", List, qos);
        OnChanged([.. _parameters.Values
            .Select(pair => new ParameterChange(pair.Key, pair.Value, ParameterChangeKind.Declared))]);
        _parameters.Changed += OnChanged;
    }

    public void Dispose() => _parameters.Changed -= OnChanged;

    private GetParametersResponse Get(GetParametersRequest request)
    {
        var response = new GetParametersResponse();
        foreach (var name in request.Names.AsSpan())
        {
            // rclcpp answers nothing at all when one of the names is not declared.
            if (!_parameters.TryGet(name, out var value, out _))
            {
                response.Values.Clear();
                return response;
            }

            ParameterMessages.Fill(response.Values.Add(), value);
        }

        return response;
    }

    private GetParameterTypesResponse GetTypes(GetParameterTypesRequest request)
    {
        var response = new GetParameterTypesResponse();
        foreach (var name in request.Names.AsSpan())
        {
            if (!_parameters.TryGet(name, out var value, out _))
            {
                response.Types.Clear();
                return response;
            }

            response.Types.Add(ParameterMessages.TypeOf(value));
        }

        return response;
    }

    private SetParametersResponse Set(SetParametersRequest request)
    {
        var response = new SetParametersResponse();
        foreach (var parameter in request.Parameters.AsSpan())
        {
            Fill(response.Results.Add(), SetAll([parameter]));
        }

        return response;
    }

    private SetParametersAtomicallyResponse SetAtomically(SetParametersAtomicallyRequest request)
    {
        var response = new SetParametersAtomicallyResponse();
        Fill(response.Result, SetAll(request.Parameters.AsSpan()));
        return response;
    }

    private ParameterSetResult SetAll(ReadOnlySpan<Parameter> parameters)
    {
        var values = new List<(string, object)>(parameters.Length);
        foreach (var parameter in parameters)
        {
            if (ParameterMessages.Read(parameter.Value) is not { } value)
            {
                return ParameterSetResult.Refused(
                    $"no value was given for '{parameter.Name}', and a declared parameter cannot be unset");
            }

            values.Add((parameter.Name, value));
        }

        return _parameters.Set(values);
    }

    private static void Fill(SetParametersResult message, ParameterSetResult result)
    {
        message.Successful = result.Successful;
        message.Reason = result.Reason;
    }

    private DescribeParametersResponse Describe(DescribeParametersRequest request)
    {
        var response = new DescribeParametersResponse();
        foreach (var name in request.Names.AsSpan())
        {
            if (!_parameters.TryGet(name, out var value, out var descriptor))
            {
                response.Descriptors.Clear();
                return response;
            }

            ParameterMessages.Fill(response.Descriptors.Add(), name, value, descriptor);
        }

        return response;
    }

    private ListParametersResponse List(ListParametersRequest request)
    {
        var response = new ListParametersResponse();
        var prefixes = request.Prefixes.AsSpan().ToArray();
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var names = _parameters.Values.Keys.Where(name => IsListed(name, prefixes, request.Depth));
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            response.Result.Names.Add(name);
            if (name.LastIndexOf('.') is var dot and > 0)
            {
                found.Add(name[..dot]);
            }
        }

        foreach (var prefix in found)
        {
            response.Result.Prefixes.Add(prefix);
        }

        return response;
    }

    // rclcpp's rule: dots below the prefix have to be fewer than the depth; zero means any depth.
    private static bool IsListed(string name, string[] prefixes, ulong depth)
    {
        bool Shallow(string rest) =>
            depth == ListParametersRequest.DepthRecursive || (ulong)rest.Count(c => c == '.') < depth;
        return prefixes.Length == 0 ? Shallow(name)
            : Array.Exists(prefixes, prefix => name == prefix ||
                (name.StartsWith(prefix + ".", StringComparison.Ordinal) && Shallow(name[(prefix.Length + 1)..])));
    }

    private void OnChanged(IReadOnlyList<ParameterChange> changes)
    {
        lock (_gate)
        {
            _event.NewParameters.Clear();
            _event.ChangedParameters.Clear();
            _event.DeletedParameters.Clear();
            _node.Now().CopyTo(_event.Stamp);
            _event.Node = _node.FullyQualifiedName;
            foreach (var change in changes)
            {
                var message = change.Kind switch
                {
                    ParameterChangeKind.Declared => _event.NewParameters,
                    ParameterChangeKind.Set => _event.ChangedParameters,
                    _ => _event.DeletedParameters,
                };
                var parameter = message.Add();
                parameter.Name = change.Name;
                ParameterMessages.Fill(parameter.Value, change.Value);
            }

            _events.Publish(_event);
        }
    }
}
