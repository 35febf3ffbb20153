namespace SmartCity.Ioc.Simulators.City.Foreign;

/// <summary>A room sensor behind Zigbee2MQTT (https://www.zigbee2mqtt.io/guide/usage/mqtt_topics_and_messages.html). It says no time.</summary>
internal sealed class ZigbeeVoice(string prefix, string name) : IForeignVoice
{
    public TimeSpan Interval => TimeSpan.FromSeconds(20);

    public IEnumerable<ForeignMessage> Speak(Situation situation, DateTimeOffset now, Measurement measured)
    {
        if (situation.Device.Messages == 0)
        {
            yield return new ForeignMessage($"{prefix}/{name}/availability", """{"state":"online"}""", true);
        }

        var temperature = 25.5 + (1.2 * situation.Wander(1, 1800)) + (0.05 * situation.Jitter(2));
        var humidity = 58 + (6 * situation.Wander(3, 2400)) + (0.3 * situation.Jitter(4));
        yield return ForeignMessage.Of(
            $"{prefix}/{name}",
            $$"""{"battery":{{97 - (situation.Device.Messages / 4000)}},"humidity":{{humidity:0.00}},"linkquality":{{110 + (int)(40 * situation.Wander(5, 120))}},"temperature":{{temperature:0.00}},"voltage":3000}""");
    }
}
