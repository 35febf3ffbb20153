using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmartCity.Ioc.Mqtt.Client;
using SmartCity.Ioc.Mqtt.Intake;

namespace SmartCity.Ioc.Ingest.Brokers;

/// <summary>
/// Keeps one client connected to each configured broker and lets it hand over to the inbox. A broker that is away delays nobody: the start
/// does not wait for it, and it is tried for ever. Messages are acknowledged when their receipts say that they are safe.
/// </summary>
public sealed class BrokerConsumerService : IHostedService
{
    private readonly MqttClient[] _clients;

    public BrokerConsumerService(IOptions<BrokersOptions> options, IPublishIntake intake, ILoggerFactory loggers, TimeProvider time, IMeterFactory? meters = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var logger = loggers.CreateLogger<MqttClient>();
        _clients = [.. options.Value.Brokers.Select((b, i) => new MqttClient(BrokerClientOptions.Create(b, i), intake, logger, time))];
        if (meters is not null)
        {
            _ = new MqttClientMetrics(meters, _clients);
        }
    }

    /// <summary>For health pages: each broker's connection, in the order of the settings.</summary>
    public IReadOnlyList<MqttClientStatus> Status => [.. _clients.Select(c => c.Status)];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var client in _clients)
        {
            client.Start();
        }

        return Task.CompletedTask;
    }

    /// <summary>Lets the receipts that are out come back, within the clients' bound, and closes.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_clients.Select(c => c.DisposeAsync().AsTask())).WaitAsync(cancellationToken);
}
