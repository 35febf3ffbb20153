using SmartCity.Ioc.Mqtt.Client;

namespace SmartCity.Ioc.Simulators.Output;

/// <summary>
/// Publishes over one or more MQTT connections. A lane stays on its connection, so a device's messages arrive in order. A broker that
/// goes away is waited for; what it had not acknowledged is sent again.
/// </summary>
internal sealed class MqttSink : IMessageSink
{
    private static readonly TimeSpan ConnectsWithin = TimeSpan.FromSeconds(30);

    private readonly MqttClient[] _clients;

    // Which connections have something to flush: with a thousand of them and bursts of fifty, asking all would be the larger part of the work.
    private readonly bool[] _touched;
    private readonly Queue<int> _toFlush = new();

    private MqttSink(MqttClient[] clients)
    {
        _clients = clients;
        _touched = new bool[clients.Length];
    }

    public long Sent { get; private set; }

    /// <summary>Connects; tries again for half a minute, as a server that starts at the same time needs a moment.</summary>
    /// <exception cref="MqttClientException">Not connected by then; the message says why.</exception>
    public static async Task<MqttSink> ConnectAsync(BrokerSettings settings, string name, TimeProvider time, CancellationToken cancellation)
    {
        var clients = new MqttClient[settings.Connections];
        for (var i = 0; i < clients.Length; i++)
        {
            clients[i] = new MqttClient(
                new MqttClientOptions
                {
                    Url = settings.Url,
                    ClientId = $"ioc-sim-{name}-{Environment.ProcessId}-{i}",
                    Username = settings.Username,
                    Password = settings.Password,
                    CleanStart = true,
                    // Long enough for a restart of the broker, short enough to leave nothing behind.
                    SessionExpiry = TimeSpan.FromMinutes(10),
                    ReconnectDelay = TimeSpan.FromMilliseconds(100),
                    MaximumReconnectDelay = TimeSpan.FromSeconds(1),
                    PublishTopicAliases = 0,
                    DrainTimeout = TimeSpan.FromSeconds(2),
                },
                time: time);
        }

        var sink = new MqttSink(clients);
        using var limit = new CancellationTokenSource(ConnectsWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await Task.WhenAll(clients.Select(client => client.ConnectAsync(either.Token))).ConfigureAwait(false);
            return sink;
        }
        catch
        {
            await sink.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask SendAsync(OutgoingMessage message, CancellationToken cancellation)
    {
        Sent++;
        var connection = message.Lane % _clients.Length;
        if (!_touched[connection])
        {
            _touched[connection] = true;
            _toFlush.Enqueue(connection);
        }

        var client = _clients[connection];
        return client.TryPublish(message.Topic.Span, message.Payload, message.Qos, message.Retain)
            ? ValueTask.CompletedTask
            : SendLaterAsync(client, message, cancellation);
    }

    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        while (_toFlush.TryDequeue(out var connection))
        {
            _touched[connection] = false;
            await _clients[connection].FlushAsync(cancellation).ConfigureAwait(false);
        }
    }

    public Task DrainAsync(CancellationToken cancellation) => Task.WhenAll(_clients.Select(client => client.DrainAsync(cancellation)));

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(_clients.Select(client => client.DisposeAsync().AsTask())).ConfigureAwait(false);

    private static async ValueTask SendLaterAsync(MqttClient client, OutgoingMessage message, CancellationToken cancellation)
    {
        do
        {
            await client.FlushAsync(cancellation).ConfigureAwait(false);
        }
        while (!client.TryPublish(message.Topic.Span, message.Payload, message.Qos, message.Retain));
    }
}
