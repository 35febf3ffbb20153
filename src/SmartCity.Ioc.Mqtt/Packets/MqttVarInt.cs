namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>Variable byte integers (MQTT 5, section 1.5.5): seven bits a byte, least significant first, at most four bytes.</summary>
internal static class MqttVarInt
{
    public const int Maximum = 268_435_455;

    public static int Length(uint value) => value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : 4;

    public static int Write(Span<byte> target, uint value)
    {
        var at = 0;
        while (value >= 0x80)
        {
            target[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[at++] = (byte)value;
        return at;
    }
}
