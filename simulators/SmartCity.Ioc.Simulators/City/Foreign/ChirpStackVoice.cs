using System.Buffers.Binary;

namespace SmartCity.Ioc.Simulators.City.Foreign;

/// <summary>A LoRaWAN gauge behind ChirpStack 4: uplinks with a frame counter and what its codec made of the bytes
/// (https://www.chirpstack.io/docs/chirpstack/integrations/events.html).</summary>
internal sealed class ChirpStackVoice(string prefix, string eui) : IForeignVoice
{
    private const string Application = "5f0f3b2e-8d1c-4c0a-9d57-6b2f4f3f7a10";

    public TimeSpan Interval => TimeSpan.FromSeconds(60);

    public IEnumerable<ForeignMessage> Speak(Situation situation, DateTimeOffset now, Measurement measured)
    {
        var frame = situation.Device.Messages;
        var level = Math.Round(measured.TryGet("level", out var metres) ? metres : 1 + situation.Wander(1, 600), 2);
        var battery = 3.60 - (0.02 * situation.Trait(1));
        var rssi = -92 + (int)(9 * situation.Wander(2, 300));
        var snr = 7.5 + (2 * situation.Jitter(3));
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt16BigEndian(bytes, (short)(level * 100));
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(2), (short)(battery * 1000));
        yield return ForeignMessage.Of(
            $"{prefix}/{Application}/device/{eui}/event/up",
            $$"""
            {"deduplicationId":"{{Noise.Hash(situation.Seed, situation.Device.Stream, frame):x16}}","time":"{{now.ToUniversalTime():yyyy-MM-dd'T'HH:mm:ss.fff}}+00:00","deviceInfo":{"tenantName":"Thoát nước đô thị","applicationId":"{{Application}}","applicationName":"muc-nuoc","deviceProfileName":"LDDS75","deviceName":"{{eui}}","devEui":"{{eui}}","tags":{} },"devAddr":"01a2{{situation.Device.Stream % 65536:x4}}","adr":true,"dr":5,"fCnt":{{frame}},"fPort":2,"confirmed":false,"data":"{{Convert.ToBase64String(bytes)}}","object":{"level":{{level:0.00}},"battery_voltage":{{battery:0.000}} },"rxInfo":[{"gatewayId":"ac1f09fffe0a1b2c","uplinkId":{{frame + 1}},"rssi":{{rssi}},"snr":{{snr:0.0}},"location":{"latitude":10.3467,"longitude":107.0839},"crcStatus":"CRC_OK"}],"txInfo":{"frequency":922000000,"modulation":{"lora":{"bandwidth":125000,"spreadingFactor":7,"codeRate":"CR_4_5"} } } }
            """);
    }
}
