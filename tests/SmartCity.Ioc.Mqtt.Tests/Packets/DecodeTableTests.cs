using System.Buffers;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Tests.Packets;

/// <summary>Bytes against the normative statements. Lengths are written by hand, so the table does not depend on the encoder.</summary>
public sealed class DecodeTableTests
{
    /// <summary>Version, packet, type.</summary>
    public static TheoryData<int, string, MqttPacketType> Valid => new()
    {
        { 4, "10 0C 0004 'MQTT' 04 02 003C 0000", MqttPacketType.Connect },
        { 4, "10 0D 0004 'MQTT' 04 00 0000 0001 'a'", MqttPacketType.Connect },
        { 3, "10 0F 0006 'MQIsdp' 03 02 003C 0001 'a'", MqttPacketType.Connect },
        { 4, "10 15 0004 'MQTT' 04 C2 003C 0001 'a' 0002 'us' 0002 0001", MqttPacketType.Connect },
        { 4, "10 13 0004 'MQTT' 04 2E 003C 0001 'a' 0001 't' 0001 'p'", MqttPacketType.Connect },
        { 5, "10 0D 0004 'MQTT' 05 02 003C 00 0000", MqttPacketType.Connect },
        { 5, "10 12 0004 'MQTT' 05 02 003C 05 11 00000001 0000", MqttPacketType.Connect },
        { 5, "10 0F 0004 'MQTT' 05 42 003C 00 0000 0000", MqttPacketType.Connect }, // Password alone is allowed in 5.
        { 5, "10 1A 0004 'MQTT' 05 06 003C 00 0001 'a' 05 18 00000005 0001 't' 0001 'p'", MqttPacketType.Connect },
        { 4, "20 02 01 00", MqttPacketType.ConnAck },
        { 4, "20 02 00 05", MqttPacketType.ConnAck },
        { 5, "20 03 00 87 00", MqttPacketType.ConnAck },
        { 5, "20 06 00 00 03 21 000A", MqttPacketType.ConnAck },
        { 4, "30 05 0003 'a/b'", MqttPacketType.Publish },
        { 4, "30 07 0003 'a/b' 'xy'", MqttPacketType.Publish },
        { 4, "3D 07 0003 'a/b' 0001", MqttPacketType.Publish },
        { 5, "32 08 0003 'a/b' 0001 00", MqttPacketType.Publish },
        { 5, "30 06 0000 03 23 0001", MqttPacketType.Publish },
        { 5, "30 13 0001 'a' 0E 26 0001 'k' 0001 'v' 26 0001 'k' 0001 'w' 'p'", MqttPacketType.Publish },
        { 5, "30 08 0001 'a' 04 0B 01 0B 02", MqttPacketType.Publish },
        { 4, "40 02 0001", MqttPacketType.PubAck },
        { 5, "40 02 0001", MqttPacketType.PubAck },
        { 5, "40 03 0001 10", MqttPacketType.PubAck },
        { 5, "40 04 0001 00 00", MqttPacketType.PubAck },
        { 5, "50 08 0001 97 04 1F 0001 'x'", MqttPacketType.PubRec },
        { 4, "62 02 0001", MqttPacketType.PubRel },
        { 3, "6A 02 0001", MqttPacketType.PubRel }, // MQTT 3.1 lets DUP stand here.
        { 5, "62 03 0001 92", MqttPacketType.PubRel },
        { 5, "70 03 0001 92", MqttPacketType.PubComp },
        { 4, "82 08 0001 0003 'a/+' 02", MqttPacketType.Subscribe },
        { 5, "82 07 0001 00 0001 '#' 2E", MqttPacketType.Subscribe },
        { 5, "82 09 0001 02 0B 05 0001 '#' 00", MqttPacketType.Subscribe },
        { 5, "82 10 0001 00 000A '$share/g/a' 01", MqttPacketType.Subscribe },
        { 4, "90 04 0001 02 80", MqttPacketType.SubAck },
        { 5, "90 04 0001 00 A2", MqttPacketType.SubAck },
        { 4, "A2 05 0001 0001 'a'", MqttPacketType.Unsubscribe },
        { 5, "A2 06 0001 00 0001 'a'", MqttPacketType.Unsubscribe },
        { 4, "B0 02 0001", MqttPacketType.UnsubAck },
        { 5, "B0 04 0001 00 11", MqttPacketType.UnsubAck },
        { 4, "C0 00", MqttPacketType.PingReq },
        { 4, "D0 00", MqttPacketType.PingResp },
        { 4, "E0 00", MqttPacketType.Disconnect },
        { 5, "E0 01 04", MqttPacketType.Disconnect },
        { 5, "E0 07 00 05 11 00000000", MqttPacketType.Disconnect },
        { 5, "F0 00", MqttPacketType.Auth },
        { 5, "F0 06 18 04 15 0001 'x'", MqttPacketType.Auth },
        { 4, "C0 80 00", MqttPacketType.PingReq }, // 3.1.1 does not ask for the shortest length.
    };

    /// <summary>Version, packet, code, statement.</summary>
    public static TheoryData<int, string, MqttReasonCode, string> Invalid => new()
    {
        // Fixed header.
        { 4, "00 00", MqttReasonCode.MalformedPacket, "type 0 is reserved" },
        { 4, "F0 00", MqttReasonCode.MalformedPacket, "type 15 is reserved in 3.1.1" },
        { 4, "C1 00", MqttReasonCode.MalformedPacket, "MQTT-2.2.2-2" },
        { 5, "60 02 0001", MqttReasonCode.MalformedPacket, "MQTT-3.6.1-1" },
        { 4, "6A 02 0001", MqttReasonCode.MalformedPacket, "MQTT-3.6.1-1" },
        { 5, "80 07 0001 00 0001 'a' 00", MqttReasonCode.MalformedPacket, "MQTT-3.8.1-1" },
        { 5, "A0 06 0001 00 0001 'a'", MqttReasonCode.MalformedPacket, "MQTT-3.10.1-1" },
        { 5, "E1 00", MqttReasonCode.MalformedPacket, "MQTT-3.14.1-1" },
        { 4, "36 05 0001 'a' 0001", MqttReasonCode.MalformedPacket, "MQTT-3.3.1-4" },
        { 4, "38 03 0001 'a'", MqttReasonCode.MalformedPacket, "MQTT-3.3.1-2" },
        { 5, "30 80 80 80 80 01", MqttReasonCode.MalformedPacket, "remaining length of five bytes" },
        { 5, "C0 80 00", MqttReasonCode.MalformedPacket, "MQTT-1.5.5-1" },
        { 5, "10 8D 00 0004 'MQTT' 05 02 003C 00 0000", MqttReasonCode.MalformedPacket, "MQTT-1.5.5-1" },
        { 4, "C0 01 00", MqttReasonCode.MalformedPacket, "PINGREQ has no body" },
        { 4, "E0 01 00", MqttReasonCode.MalformedPacket, "DISCONNECT of 3.1.1 has no body" },

        // CONNECT.
        { 4, "10 0C 0004 'MQTX' 04 02 003C 0000", MqttReasonCode.UnsupportedProtocolVersion, "MQTT-3.1.2-1" },
        { 4, "10 0C 0004 'MQTT' 06 02 003C 0000", MqttReasonCode.UnsupportedProtocolVersion, "MQTT-3.1.2-2" },
        { 4, "10 0C 0004 'MQTT' 04 03 003C 0000", MqttReasonCode.MalformedPacket, "MQTT-3.1.2-3" },
        { 4, "10 13 0004 'MQTT' 04 1E 003C 0001 'a' 0001 't' 0001 'p'", MqttReasonCode.MalformedPacket, "MQTT-3.1.2-12" },
        { 4, "10 0C 0004 'MQTT' 04 0A 003C 0000", MqttReasonCode.MalformedPacket, "MQTT-3.1.2-11" },
        { 4, "10 0C 0004 'MQTT' 04 22 003C 0000", MqttReasonCode.MalformedPacket, "MQTT-3.1.2-13" },
        { 4, "10 0E 0004 'MQTT' 04 42 003C 0000 0000", MqttReasonCode.MalformedPacket, "MQTT-3.1.2-22" },
        { 4, "10 0D 0004 'MQTT' 04 02 003C 0000 00", MqttReasonCode.MalformedPacket, "trailing byte" },
        { 4, "10 0C 0004 'MQTT' 04 82 003C 0000", MqttReasonCode.MalformedPacket, "MQTT-3.1.2-19" },
        { 4, "10 0D 0004 'MQTT' 04 02 003C 0001 00", MqttReasonCode.MalformedPacket, "MQTT-1.5.4-2" },
        { 4, "10 0F 0004 'MQTT' 04 02 003C 0003 EDA080", MqttReasonCode.MalformedPacket, "MQTT-1.5.4-1" },
        { 4, "10 0E 0004 'MQTT' 04 02 003C 0002 C0AF", MqttReasonCode.MalformedPacket, "overlong" },
        { 5, "10 13 0004 'MQTT' 05 02 003C 06 21 0001 21 0001 0000", MqttReasonCode.ProtocolError, "receive maximum twice" },
        { 5, "10 10 0004 'MQTT' 05 02 003C 03 21 0000 0000", MqttReasonCode.ProtocolError, "receive maximum 0" },
        { 5, "10 12 0004 'MQTT' 05 02 003C 05 27 00000000 0000", MqttReasonCode.ProtocolError, "maximum packet size 0" },
        { 5, "10 0F 0004 'MQTT' 05 02 003C 02 19 02 0000", MqttReasonCode.ProtocolError, "request response information 2" },
        { 5, "10 0F 0004 'MQTT' 05 02 003C 02 24 01 0000", MqttReasonCode.MalformedPacket, "maximum QoS in CONNECT" },
        { 5, "10 0F 0004 'MQTT' 05 02 003C 02 7F 01 0000", MqttReasonCode.MalformedPacket, "unknown property" },
        { 5, "10 11 0004 'MQTT' 05 02 003C 04 16 0001 'd' 0000", MqttReasonCode.ProtocolError, "data without method" },
        { 5, "10 0E 0004 'MQTT' 05 02 003C 80 00 0000", MqttReasonCode.MalformedPacket, "MQTT-1.5.5-1" },
        { 5, "10 16 0004 'MQTT' 05 06 003C 00 0001 'a' 00 0002 '+/' 0001 'p'", MqttReasonCode.TopicNameInvalid, "will to a filter" },

        // PUBLISH.
        { 4, "30 02 0000", MqttReasonCode.MalformedPacket, "MQTT-4.7.3-1" },
        { 5, "30 03 0000 00", MqttReasonCode.ProtocolError, "no topic and no alias" },
        { 4, "30 05 0003 'a/+'", MqttReasonCode.TopicNameInvalid, "MQTT-3.3.2-2" },
        { 5, "30 04 0001 '#' 00", MqttReasonCode.TopicNameInvalid, "MQTT-3.3.2-2" },
        { 4, "32 05 0001 'a' 0000", MqttReasonCode.ProtocolError, "MQTT-2.2.1-3" },
        { 5, "30 07 0001 'a' 03 23 0000", MqttReasonCode.TopicAliasInvalid, "MQTT-3.3.2-8" },
        { 5, "30 06 0001 'a' 02 01 02", MqttReasonCode.ProtocolError, "payload format 2" },
        { 5, "30 0A 0001 'a' 06 08 0003 'a/+'", MqttReasonCode.ProtocolError, "MQTT-3.3.2-14" },
        { 5, "30 06 0001 'a' 02 0B 00", MqttReasonCode.ProtocolError, "subscription identifier 0" },
        { 5, "30 0A 0001 'a' 06 23 0001 23 0001", MqttReasonCode.ProtocolError, "topic alias twice" },
        { 5, "30 05 0001 'a' 05 01", MqttReasonCode.MalformedPacket, "property length past the end" },
        { 4, "30 03 0002 'a'", MqttReasonCode.MalformedPacket, "topic past the end" },
        { 4, "30 03 0001 00", MqttReasonCode.MalformedPacket, "MQTT-1.5.4-2" },

        // Acknowledgements.
        { 4, "40 02 0000", MqttReasonCode.ProtocolError, "MQTT-2.2.1-3" },
        { 4, "40 03 0001 00", MqttReasonCode.MalformedPacket, "trailing byte" },
        { 5, "40 03 0001 92", MqttReasonCode.ProtocolError, "MQTT-3.4.2-1" },
        { 5, "62 03 0001 10", MqttReasonCode.ProtocolError, "MQTT-3.6.2-1" },
        { 5, "40 06 0001 00 02 01 00", MqttReasonCode.MalformedPacket, "payload format in PUBACK" },
        { 4, "20 02 02 00", MqttReasonCode.MalformedPacket, "MQTT-3.2.2-1" },
        { 4, "20 02 01 05", MqttReasonCode.ProtocolError, "MQTT-3.2.2-4" },
        { 4, "20 02 00 06", MqttReasonCode.ProtocolError, "return code 6" },
        { 5, "20 03 00 01 00", MqttReasonCode.ProtocolError, "MQTT-3.2.2-8" },
        { 5, "20 02 00 00", MqttReasonCode.MalformedPacket, "no property length" },

        // SUBSCRIBE and its kin.
        { 4, "82 02 0001", MqttReasonCode.ProtocolError, "MQTT-3.8.3-3" },
        { 5, "82 03 0001 00", MqttReasonCode.ProtocolError, "MQTT-3.8.3-2" },
        { 4, "82 06 0001 0001 'a' 03", MqttReasonCode.ProtocolError, "MQTT-3-8.3-4" },
        { 4, "82 06 0001 0001 'a' 04", MqttReasonCode.MalformedPacket, "MQTT-3-8.3-4" },
        { 5, "82 07 0001 00 0001 'a' 40", MqttReasonCode.MalformedPacket, "MQTT-3.8.3-5" },
        { 5, "82 07 0001 00 0001 'a' 30", MqttReasonCode.ProtocolError, "retain handling 3" },
        { 5, "82 10 0001 00 000A '$share/g/a' 04", MqttReasonCode.ProtocolError, "MQTT-3.8.3-4" },
        { 5, "82 0F 0001 00 0009 '$share/+/' 00", MqttReasonCode.TopicFilterInvalid, "MQTT-4.8.2-2" },
        { 4, "82 05 0001 0000 00", MqttReasonCode.TopicFilterInvalid, "MQTT-4.7.3-1" },
        { 4, "82 07 0001 0003 'a/b'", MqttReasonCode.MalformedPacket, "options missing" },
        { 4, "82 0A 0001 0005 'a/#/b' 00", MqttReasonCode.TopicFilterInvalid, "MQTT-4.7.1-2" },
        { 4, "82 07 0001 0002 'a+' 00", MqttReasonCode.TopicFilterInvalid, "MQTT-4.7.1-3" },
        { 4, "82 06 0000 0001 'a' 00", MqttReasonCode.ProtocolError, "MQTT-2.2.1-3" },
        { 5, "82 09 0001 02 0B 00 0001 'a' 00", MqttReasonCode.ProtocolError, "subscription identifier 0" },
        { 5, "82 0B 0001 04 0B 01 0B 02 0001 'a' 00", MqttReasonCode.ProtocolError, "subscription identifier twice" },
        { 4, "A2 02 0001", MqttReasonCode.ProtocolError, "MQTT-3.10.3-2" },
        { 4, "90 03 0001 03", MqttReasonCode.ProtocolError, "MQTT-3.9.3-2" },
        { 5, "B0 03 0001 00", MqttReasonCode.MalformedPacket, "no reason code" },
        { 5, "B0 04 0001 00 01", MqttReasonCode.ProtocolError, "MQTT-3.11.3-2" },
        { 5, "E0 01 01", MqttReasonCode.ProtocolError, "MQTT-3.14.2-1" },
        { 5, "F0 01 01", MqttReasonCode.ProtocolError, "MQTT-3.15.2-1" },
        { 5, "F0 02 18 00", MqttReasonCode.ProtocolError, "AUTH without a method" },
    };

    [Theory]
    [MemberData(nameof(Valid))]
    public void Packet_WellFormed_IsReadWhole(int version, string hex, MqttPacketType type)
    {
        var bytes = Hex.Bytes(hex);

        var status = MqttPacketProbe.Read(new ReadOnlySequence<byte>(bytes), (MqttProtocolVersion)version, out var read, out var consumed, out var error);

        status.Should().Be(MqttReadStatus.Frame, error.ToString());
        read.Should().Be(type);
        consumed.Should().Be(bytes.Length);
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void Packet_CutAtEveryByte_AsksForMoreAndReadsTheSameFromSegments(int version, string hex, MqttPacketType type)
    {
        var bytes = Hex.Bytes(hex);
        for (var length = 0; length < bytes.Length; length++)
        {
            MqttPacketProbe.Read(new ReadOnlySequence<byte>(bytes, 0, length), (MqttProtocolVersion)version, out _, out var nothing, out _)
                .Should().Be(MqttReadStatus.NeedMore, $"only {length} bytes are there");
            nothing.Should().Be(0);
        }

        for (var size = 1; size < bytes.Length; size++)
        {
            MqttPacketProbe.Read(Hex.Cut(bytes, size), (MqttProtocolVersion)version, out var read, out var consumed, out _)
                .Should().Be(MqttReadStatus.Frame, $"segments of {size}");
            read.Should().Be(type);
            consumed.Should().Be(bytes.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Packet_AgainstAStatement_IsRefusedWithItsCode(int version, string hex, MqttReasonCode code, string statement)
    {
        var bytes = Hex.Bytes(hex);

        MqttPacketProbe.Read(new ReadOnlySequence<byte>(bytes), (MqttProtocolVersion)version, out _, out _, out var error)
            .Should().Be(MqttReadStatus.Error, statement);
        error.Code.Should().Be(code, $"{statement}: {error}");
        for (var size = 1; size < bytes.Length; size++)
        {
            MqttPacketProbe.Read(Hex.Cut(bytes, size), (MqttProtocolVersion)version, out _, out _, out var cut)
                .Should().Be(MqttReadStatus.Error, $"{statement} in segments of {size}");
            cut.Should().Be(error);
        }
    }

    [Fact]
    public void Packet_AboveTheCap_IsRefusedBeforeItsBodyIsThere()
    {
        MqttPacketProbe.Read(new ReadOnlySequence<byte>(Hex.Bytes("30 FF FF FF 7F")), MqttProtocolVersion.V500, out _, out _, out var error, 1024)
            .Should().Be(MqttReadStatus.Error);
        error.Code.Should().Be(MqttReasonCode.PacketTooLarge);
    }
}
