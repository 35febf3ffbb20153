using System.Diagnostics.Metrics;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>The counters of a fixed set of clients as instruments, read from their status when somebody collects.</summary>
public sealed class MqttClientMetrics
{
    /// <summary>The meter's name, for whoever exports it.</summary>
    public const string MeterName = "SmartCity.Ioc.Mqtt";

    private readonly IReadOnlyList<MqttClient> _clients;

    /// <param name="clients">Each is told apart by its server and its client identifier, which come from the settings.</param>
    public MqttClientMetrics(IMeterFactory meters, IReadOnlyList<MqttClient> clients)
    {
        ArgumentNullException.ThrowIfNull(meters);
        ArgumentNullException.ThrowIfNull(clients);
        _clients = clients;
        var meter = meters.Create(MeterName);
        meter.CreateObservableUpDownCounter("mqtt.client.connected", () => Each(s => s.State == MqttClientState.Connected ? 1 : 0), "{connection}");
        meter.CreateObservableCounter("mqtt.client.connections", () => Each(s => s.Connections), "{connection}");
        meter.CreateObservableCounter("mqtt.client.sessions.lost", () => Each(s => s.SessionsLost), "{session}");
        meter.CreateObservableCounter("mqtt.client.messages.received", () => Each(s => s.Received), "{message}");
        meter.CreateObservableCounter("mqtt.client.messages.duplicate", () => Each(s => s.Duplicates), "{message}");
        meter.CreateObservableCounter("mqtt.client.messages.published", () => Each(s => s.Published), "{message}");
        meter.CreateObservableCounter("mqtt.client.intake.waits", () => Each(s => s.Pauses), "{wait}");
    }

    private IEnumerable<Measurement<long>> Each(Func<MqttClientStatus, long> value)
    {
        foreach (var client in _clients)
        {
            var status = client.Status;
            yield return new Measurement<long>(
                value(status), new KeyValuePair<string, object?>("server", status.Server), new KeyValuePair<string, object?>("client", status.ClientId));
        }
    }
}
