namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>Which reason codes each packet may carry (MQTT 5, table 2-6 and the tables of chapter 3).</summary>
internal static class MqttReasonCodes
{
    // By code: bit n set where packet type n may carry it.
    private static readonly ushort[] PacketsByCode = Build();

    public static bool IsAllowed(MqttPacketType packet, MqttReasonCode code) => (PacketsByCode[(byte)code] >> (int)packet & 1) != 0;

    /// <summary>The nearest of MQTT 3.1.1's CONNACK return codes ([MQTT-3.2.2-6] of 3.1.1).</summary>
    public static byte ToConnectReturnCode(MqttReasonCode code) => code switch
    {
        MqttReasonCode.Success => 0,
        MqttReasonCode.UnsupportedProtocolVersion => 1,
        MqttReasonCode.ClientIdentifierNotValid => 2,
        MqttReasonCode.BadUserNameOrPassword or MqttReasonCode.BadAuthenticationMethod => 4,
        MqttReasonCode.NotAuthorized or MqttReasonCode.Banned => 5,
        _ => 3,
    };

    public static MqttReasonCode FromConnectReturnCode(byte code) => code switch
    {
        0 => MqttReasonCode.Success,
        1 => MqttReasonCode.UnsupportedProtocolVersion,
        2 => MqttReasonCode.ClientIdentifierNotValid,
        3 => MqttReasonCode.ServerUnavailable,
        4 => MqttReasonCode.BadUserNameOrPassword,
        _ => MqttReasonCode.NotAuthorized,
    };

    private static ushort[] Build()
    {
        var table = new ushort[256];
        Add(
            MqttPacketType.ConnAck,
            0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C, 0x90, 0x95, 0x97, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F);
        Add(MqttPacketType.PubAck, 0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99);
        Add(MqttPacketType.PubRec, 0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99);
        Add(MqttPacketType.PubRel, 0x00, 0x92);
        Add(MqttPacketType.PubComp, 0x00, 0x92);
        Add(MqttPacketType.SubAck, 0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2);
        Add(MqttPacketType.UnsubAck, 0x00, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91);
        Add(
            MqttPacketType.Disconnect,
            0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8C, 0x8D, 0x8E, 0x8F, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99,
            0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2);
        Add(MqttPacketType.Auth, 0x00, 0x18, 0x19);
        return table;

        void Add(MqttPacketType packet, params ReadOnlySpan<byte> codes)
        {
            foreach (var code in codes)
            {
                table[code] |= (ushort)(1 << (int)packet);
            }
        }
    }
}
