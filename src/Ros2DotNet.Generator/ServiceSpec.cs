namespace Ros2DotNet.Generator;

/// <summary>A parsed <c>.srv</c> file. The event type exists for the type hash: REP 2011 counts it in.</summary>
internal sealed class ServiceSpec
{
    private const string EventInfo = "service_msgs/msg/ServiceEventInfo";

    public ServiceSpec(string package, string name, MessageSpec request, MessageSpec response)
    {
        FullName = $"{package}/srv/{name}";
        Request = request;
        Request.Service = this;
        Response = response;
        Event = new MessageSpec(package, name + "_Event", "srv") { IsForHashOnly = true };
        Event.Fields.Add(Field("info", EventInfo, FieldShape.Single));
        Event.Fields.Add(Field("request", request.FullName, FieldShape.BoundedSequence));
        Event.Fields.Add(Field("response", response.FullName, FieldShape.BoundedSequence));
        Whole = new MessageSpec(package, name, "srv") { IsForHashOnly = true };
        Whole.Fields.Add(Field("request_message", request.FullName, FieldShape.Single));
        Whole.Fields.Add(Field("response_message", response.FullName, FieldShape.Single));
        Whole.Fields.Add(Field("event_message", Event.FullName, FieldShape.Single));
    }

    /// <summary><c>pkg/srv/Type</c>.</summary>
    public string FullName { get; }

    public MessageSpec Request { get; }

    public MessageSpec Response { get; }

    /// <summary>Request and response as introspection publishes them.</summary>
    public MessageSpec Event { get; }

    /// <summary>The service as if it were a message of its three types.</summary>
    public MessageSpec Whole { get; }

    private static FieldSpec Field(string name, string type, FieldShape shape) =>
        new(name, new FieldType(type, shape, shape == FieldShape.BoundedSequence ? 1 : 0, 0), null, 0);
}
