using System.Buffers;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Fuzz.Mqtt;

/// <summary>
/// One packet: the first byte chooses the version, the rest is the wire. Besides not throwing, the answer must not depend on where the
/// buffer is cut into segments.
/// </summary>
internal sealed class MqttDecodeTarget : IFuzzTarget
{
    public string Name => "mqtt-decode";

    public IEnumerable<byte[]> Seeds
    {
        get
        {
            foreach (var version in new[] { MqttProtocolVersion.V310, MqttProtocolVersion.V311, MqttProtocolVersion.V500 })
            {
                foreach (var packet in Packets(version))
                {
                    var output = new ArrayBufferWriter<byte>();
                    packet(output);
                    yield return [(byte)version, .. output.WrittenSpan];
                }
            }
        }
    }

    public int Try(byte[] input)
    {
        if (input.Length == 0)
        {
            return 0;
        }

        var version = (MqttProtocolVersion)(3 + (input[0] % 3));
        var bytes = input.AsMemory(1);
        var status = MqttPacketProbe.Read(new ReadOnlySequence<byte>(bytes), version, out var type, out var consumed, out var error);
        for (var at = 1; at < Math.Min(bytes.Length, 40); at += 3)
        {
            var cut = MqttPacketProbe.Read(Cut(bytes, at), version, out var cutType, out var cutConsumed, out var cutError);
            if ((cut, cutType, cutConsumed, cutError) != (status, type, consumed, error))
            {
                throw new InvalidOperationException($"Cut at {at} it is {cut} {cutType} {cutError}, whole it is {status} {type} {error}.");
            }
        }

        // Not string.GetHashCode, which differs from process to process: a seed has to repeat its run.
        var behaviour = ((int)version << 16) | ((int)status << 12) | ((int)type << 8) | (input.Length > 1 ? input[1] >> 4 : 0);
        foreach (var letter in error.Word ?? "")
        {
            behaviour = (behaviour * 31) ^ letter;
        }

        return behaviour;
    }

    private static IEnumerable<Action<IBufferWriter<byte>>> Packets(MqttProtocolVersion version)
    {
        var isV5 = version == MqttProtocolVersion.V500;
        var properties = isV5 ? new MqttProperties { ReasonString = "r", UserProperties = [new("a", "b")] } : null;
        yield return w => new ConnectPacket
        {
            Version = version,
            ClientId = "c",
            UserName = "u",
            Password = [1],
            Will = new MqttWill("w", [2], 1) { Properties = isV5 ? new MqttProperties { WillDelayInterval = 1 } : null },
            Properties = isV5 ? new MqttProperties { ReceiveMaximum = 3, SessionExpiryInterval = 4 } : null,
        }.Write(w);
        yield return w => new ConnAckPacket(true, MqttReasonCode.Success, isV5 ? new MqttProperties { ServerKeepAlive = 1 } : null).Write(w, version);
        yield return w => new OutgoingPublish
        {
            Topic = "a/b"u8,
            Qos = 1,
            PacketId = 1,
            Payload = new ReadOnlySequence<byte>([1, 2, 3]),
            TopicAlias = isV5 ? (ushort)1 : (ushort)0,
            MessageExpiryInterval = 5,
            Properties = new MqttProperties { ContentType = "t", CorrelationData = [1], ResponseTopic = "r" }.ToBlock(),
        }.Write(w, version);
        foreach (var type in new[] { MqttPacketType.PubAck, MqttPacketType.PubRec, MqttPacketType.PubRel, MqttPacketType.PubComp })
        {
            yield return w => new AckPacket(type, 1, MqttReasonCode.Success, properties).Write(w, version);
        }

        yield return w => new SubscribePacket(1, [new("a/#", 1), new("$share/g/+", 2)], isV5 ? new MqttProperties { SubscriptionIdentifiers = [200] } : null).Write(w, version);
        yield return w => new UnsubscribePacket(1, ["a/#"]).Write(w, version);
        yield return w => new SubAckPacket(MqttPacketType.SubAck, 1, [MqttReasonCode.GrantedQos1], properties).Write(w, version);
        yield return w => new SubAckPacket(MqttPacketType.UnsubAck, 1, [MqttReasonCode.Success], properties).Write(w, version);
        yield return PingPacket.WriteRequest;
        yield return w => new DisconnectPacket(MqttPacketType.Disconnect, isV5 ? MqttReasonCode.DisconnectWithWill : 0, properties).Write(w, version);
        if (isV5)
        {
            yield return w => new DisconnectPacket(MqttPacketType.Auth, MqttReasonCode.ContinueAuthentication, new MqttProperties { AuthenticationMethod = "m" }).Write(w, version);
        }
    }

    private static ReadOnlySequence<byte> Cut(ReadOnlyMemory<byte> bytes, int at)
    {
        var first = new Piece(bytes[..at], 0);
        var second = new Piece(bytes[at..], at);
        first.Before(second);
        return new ReadOnlySequence<byte>(first, 0, second, second.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public void Before(Piece next) => Next = next;
    }
}
