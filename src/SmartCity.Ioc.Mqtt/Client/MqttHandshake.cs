using System.Text;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>CONNECT and CONNACK: what we ask for, and what the server lets us have.</summary>
internal sealed record MqttHandshake(
    MqttProtocolVersion Version,
    bool SessionPresent,
    string ClientId,
    TimeSpan KeepAlive,
    int ReceiveMaximum,
    byte MaximumQos,
    int TopicAliasMaximum,
    long MaximumPacketSize)
{
    // MQTT 3.1.1 has no receive maximum, but mosquitto silently drops what exceeds its own limit of QoS 2 messages in flight: 20, the window
    // that the usual clients have as well.
    private const int UnstatedQos2Maximum = 20;

    /// <summary>How many of our QoS 2 messages may be under way.</summary>
    public int Qos2Maximum => Version == MqttProtocolVersion.V500 ? ReceiveMaximum : UnstatedQos2Maximum;

    public static ConnectPacket Ask(MqttClientOptions options, MqttProtocolVersion version, string clientId, bool cleanStart)
    {
        var isV5 = version == MqttProtocolVersion.V500;
        return new ConnectPacket
        {
            Version = version,
            ClientId = clientId,
            CleanStart = cleanStart || (!isV5 && !options.KeepsSession),
            KeepAlive = (ushort)Math.Ceiling(options.KeepAlive.TotalSeconds),
            Will = options.Will,
            UserName = options.Username,
            Password = options.Password is { } password ? Encoding.UTF8.GetBytes(password) : null,
            Properties = !isV5 ? null : new MqttProperties
            {
                SessionExpiryInterval = options.KeepsSession ? (uint)Math.Min(uint.MaxValue, Math.Ceiling(options.SessionExpiry.TotalSeconds)) : null,
                ReceiveMaximum = (ushort)options.ReceiveMaximum,
                MaximumPacketSize = (uint)Math.Max(options.MaximumPacketSize, options.MaximumSkippedPacketSize),
                TopicAliasMaximum = options.TopicAliasMaximum > 0 ? (ushort)options.TopicAliasMaximum : null,
            },
        };
    }

    /// <summary>Reads the first packet from the server. Its version may be older than asked: a 3.1.1 server answers an MQTT 5 CONNECT with
    /// its own CONNACK of two bytes.</summary>
    /// <exception cref="MqttClientException">Refused, or not a CONNACK.</exception>
    public static MqttHandshake Read(in MqttFrame frame, ConnectPacket asked, MqttClientOptions options, MqttScratch scratch)
    {
        if (frame.Type != MqttPacketType.ConnAck)
        {
            throw new MqttClientException($"The server's first packet was {frame.Type}, not CONNACK."); // [MQTT-3.2.0-1]
        }

        var version = frame.Body.Length == 2 ? MqttProtocolVersion.V311 : asked.Version;
        if (!ConnAckPacket.TryRead(frame, version, scratch, out var packet, out var error))
        {
            throw new MqttClientException($"The server sent a CONNACK that cannot be read ({error}).");
        }

        var given = packet!.Properties;
        if (packet.Reason != MqttReasonCode.Success)
        {
            throw new MqttClientException("the connection", packet.Reason, given?.ReasonString);
        }

        if (version != asked.Version || (packet.SessionPresent && asked.CleanStart))
        {
            throw new MqttClientException("The server's CONNACK does not answer our CONNECT."); // [MQTT-3.2.2-2]
        }

        // A process that has just started takes up the session that its predecessor left, although [MQTT-3.2.2-4] would have it close: the
        // queue and the subscriptions in it are what it came for, and messages that come twice are recognised by their content downstream.
        return new MqttHandshake(
            version,
            packet.SessionPresent,
            given?.AssignedClientIdentifier ?? asked.ClientId,
            given?.ServerKeepAlive is { } seconds ? TimeSpan.FromSeconds(seconds) : options.KeepAlive,
            given?.ReceiveMaximum ?? ushort.MaxValue,
            given?.MaximumQos ?? 2,
            given?.TopicAliasMaximum ?? 0,
            given?.MaximumPacketSize ?? MqttFrame.ProtocolMaximum);
    }
}
