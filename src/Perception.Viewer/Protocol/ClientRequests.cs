using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Perception.Viewer.Channels;

namespace Perception.Viewer.Protocol;

/// <summary>
/// Does what a client asks. What makes no sense is answered with a status; too much of it ends the session.
/// </summary>
internal sealed class ClientRequests(FoxgloveSession session, ChannelHub hub)
{
    private const int MostMistakes = 100;
    private const int MostSubscriptions = 1024;
    private const int MostParameterRequests = 16;
    private const byte PlaybackOpcode = 3;
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16 };

    private readonly Lock _gate = new();
    private readonly HashSet<string> _followed = [];
    private readonly SemaphoreSlim _parameterTurn = new(1);
    private bool _followsAll;
    private int _parameterRequests;
    private int _mistakes;

    public bool FollowsParameter(string name)
    {
        lock (_gate) return _followsAll || _followed.Contains(name);
    }

    public void HandleText(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            Handle(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException
            or KeyNotFoundException)
        {
            Refuse($"a request that makes no sense: {e.Message}");
        }
    }

    public void HandleBinary(ReadOnlySpan<byte> message)
    {
        if (hub.Source.Playback is { } playback && message.Length >= 19 && message[0] == PlaybackOpcode)
        {
            var idLength = BinaryPrimitives.ReadUInt32LittleEndian(message[15..]);
            var speed = BinaryPrimitives.ReadSingleLittleEndian(message[2..]);
            if (idLength <= message.Length - 19 && message[1] <= 1 && speed is > 0 and <= 1000)
            {
                long? seek = message[6] != 0 ? BinaryPrimitives.ReadInt64LittleEndian(message[7..]) : null;
                playback.Control(message[1] == 0, speed, seek,
                    Encoding.UTF8.GetString(message.Slice(19, (int)idLength)));
                return;
            }
        }

        Refuse("a binary message that is none this server takes");
    }

    private void Handle(JsonElement request)
    {
        switch (request.GetProperty("op").GetString())
        {
            case "subscribe": Subscribe(request.GetProperty("subscriptions")); break;
            case "unsubscribe": Unsubscribe(request.GetProperty("subscriptionIds")); break;
            case "getParameters" when hub.Source.Parameters is { } store: GetParameters(store, request); break;
            case "setParameters" when hub.Source.Parameters is { } store: SetParameters(store, request); break;
            case "subscribeParameterUpdates": Follow(Names(request)); break;
            case "unsubscribeParameterUpdates": Unfollow(Names(request)); break;
            case "subscribeConnectionGraph":
                session.WantsGraph = true;
                session.PostControl(hub.WholeGraph());
                break;
            case "unsubscribeConnectionGraph": session.WantsGraph = false; break;
            case var other: Refuse($"this server does not know '{Short(other)}'"); break;
        }
    }

    private void Subscribe(JsonElement subscriptions)
    {
        var (unknown, again, tooMany) = (0, 0, 0);
        foreach (var item in subscriptions.EnumerateArray())
        {
            var (id, channelId) = (item.GetProperty("id").GetUInt32(), item.GetProperty("channelId").GetUInt32());
            if (session.SubscriptionCount >= MostSubscriptions) tooMany++;
            else if (session.Find(id) is not null || session.Has(channelId)) again++;
            else if (!hub.Subscribe(session, id, channelId)) unknown++;
        }

        if (unknown > 0) Refuse($"{unknown} subscriptions name no channel");
        if (again > 0) Refuse($"{again} subscriptions were there already");
        if (tooMany > 0) Refuse($"{tooMany} subscriptions are beyond the {MostSubscriptions} that a client may have");
    }

    private void Unsubscribe(JsonElement ids)
    {
        foreach (var id in ids.EnumerateArray())
        {
            if (session.Find(id.GetUInt32()) is { } subscription) hub.Unsubscribe(subscription);
        }
    }

    private void GetParameters(IParameterStore store, JsonElement request)
    {
        var (names, id) = (Names(request), Id(request));
        InTurn(async () => session.PostControl(ServerMessages.ParameterValues(
            await store.GetAsync(names, session.Ended).ConfigureAwait(false), id)));
    }

    private void SetParameters(IParameterStore store, JsonElement request)
    {
        var id = Id(request);

        // The document goes with this call; the values are read when it is known what they are to be.
        var wanted = request.GetProperty("parameters").EnumerateArray()
            .Select(
            item => (Name: item.GetProperty("name").GetString() ?? "", Value: item.GetProperty("value").Clone()))
            .ToArray();
        InTurn(async () =>
        {
            var names = wanted.Select(item => item.Name).ToArray();
            var current = (await store.GetAsync(names, session.Ended).ConfigureAwait(false))
                .ToDictionary(item => item.Name, item => item.Value);
            var values = new List<NamedValue>();
            foreach (var (name, element) in wanted)
            {
                if (!current.TryGetValue(name, out var before)) Warn($"there is no parameter {Short(name)}");
                else if (ParameterJson.Read(element, before) is not { } value)
                {
                    Warn($"{Short(name)}: {Short(element.GetRawText())} is of another type than the parameter");
                }
                else values.Add(new NamedValue(name, value));
            }

            foreach (var problem in await store.SetAsync(values, session.Ended).ConfigureAwait(false)) Warn(problem);

            // What it is now, which is not what was asked for where the node refused.
            if (id is not null) session.PostControl(
                ServerMessages.ParameterValues(await store.GetAsync(names, session.Ended).ConfigureAwait(false), id));
        });
    }

    private void Follow(string[] names)
    {
        lock (_gate)
        {
            if (names.Length == 0) _followsAll = true;
            else if (_followed.Count + names.Length <= MostSubscriptions) _followed.UnionWith(names);
        }
    }

    private void Unfollow(string[] names)
    {
        lock (_gate)
        {
            if (names.Length == 0)
            {
                _followsAll = false;
                _followed.Clear();
            }

            _followed.ExceptWith(names);
        }
    }

    // Nodes may take seconds to answer: one request after the other, beside the reading of further ones.
    private void InTurn(Func<Task> work)
    {
        if (Interlocked.Increment(ref _parameterRequests) > MostParameterRequests)
        {
            Interlocked.Decrement(ref _parameterRequests);
            Refuse("too many requests for parameters wait already");
            return;
        }

        _ = RunAsync();

        async Task RunAsync()
        {
            try
            {
                await _parameterTurn.WaitAsync(session.Ended).ConfigureAwait(false);
                try
                {
                    await work().ConfigureAwait(false);
                }
                finally
                {
                    _parameterTurn.Release();
                }
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                // The client is gone.
            }
            catch (Exception e)
            {
                Warn(e.Message);
            }
            finally
            {
                Interlocked.Decrement(ref _parameterRequests);
            }
        }
    }

    private void Refuse(string why)
    {
        session.PostControl(ServerMessages.Status(StatusLevel.Error, why));
        if (++_mistakes > MostMistakes) throw new OperationCanceledException("too many mistakes");
    }

    private void Warn(string why) => session.PostControl(ServerMessages.Status(StatusLevel.Warning, why));

    private static string[] Names(JsonElement request) =>
        [.. request.GetProperty("parameterNames").EnumerateArray().Select(name => name.GetString() ?? "")
            .Take(MostSubscriptions)];

    private static string? Id(JsonElement request) => request.TryGetProperty("id", out var id) ? id.GetString() : null;

    private static string Short(string? text) => text is null ? "" : text.Length <= 80 ? text : text[..80] + "...";
}
