using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using SmartCity.Ioc.Mqtt.Tests.Broker;

namespace SmartCity.Ioc.Mqtt.Client;

public sealed class ClientMetricsTests
{
    [Fact]
    public async Task Clients_AtWork_AreCountedByServerAndClient()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var url = new Uri($"mqtt://127.0.0.1:{broker.Port}");
        await using var one = new MqttClient(new MqttClientOptions { Url = url, ClientId = "one" });
        await using var two = new MqttClient(new MqttClientOptions { Url = url, ClientId = "two" });
        _ = new MqttClientMetrics(meters, [one, two]);
        await one.ConnectAsync();
        await one.PublishAsync("t", "x"u8.ToArray(), 1);

        var seen = new Dictionary<(string, object?), long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters))
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            seen[(instrument.Name, tags.ToArray().Single(t => t.Key == "client").Value)] = value);
        listener.Start();
        listener.RecordObservableInstruments();

        seen[("mqtt.client.connected", "one")].Should().Be(1);
        seen[("mqtt.client.connected", "two")].Should().Be(0);
        seen[("mqtt.client.messages.published", "one")].Should().Be(1);
        seen[("mqtt.client.connections", "one")].Should().Be(1);
    }
}
