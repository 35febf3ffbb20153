using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Tests.Packets;

/// <summary>What is written is read back the same, in one piece and across segments.</summary>
public sealed class RoundTripTests
{
    private static readonly Gen<MqttProtocolVersion> Versions =
        Gen.Elements(MqttProtocolVersion.V310, MqttProtocolVersion.V311, MqttProtocolVersion.V500);

    private static readonly Gen<string> Texts = Gen.Elements("", "a", "xin chào", "Bà Rịa – Vũng Tàu", "𠀀", "long " + new string('x', 300));

    private static readonly Gen<string> Topics = Gen.Elements("a", "a/b", "/", "$x/y", "ioc/v1/vung-tau/camera/cam-000001", "đường/đi");

    private static readonly Gen<string> Filters = Gen.Elements("a", "#", "+/+", "a/#", "$share/g/+/b", "ioc/v1/#");

    private static readonly Gen<byte[]> Blobs = Gen.Elements(0, 1, 5, 127, 128, 400).SelectMany(
        length => Gen.Choose(0, 255).ListOf(length), (_, bytes) => bytes.Select(b => (byte)b).ToArray());

    private static readonly Gen<ushort> Ids = Gen.Choose(1, 65535).Select(id => (ushort)id);

    private static readonly Gen<byte> Qos = Gen.Choose(0, 2).Select(qos => (byte)qos);

    [Fact]
    public void Publish_Written_ReadsBackTheSame()
    {
        var gen =
            from version in Versions
            from topic in Topics
            from payload in Blobs
            from qos in Qos
            from id in Ids
            from flags in Gen.Choose(0, 3)
            from expiry in Gen.Elements<uint?>(null, 0u, 7u, uint.MaxValue)
            from alias in Gen.Elements<ushort>(0, 1, 65535)
            from identifier in Gen.Elements<uint>(1, 127, 128, 268_435_455)
            from content in Texts
            select (version, topic, payload, qos, id, flags, expiry, alias, identifier, content);
        Check.QuickThrowOnFailure(Prop.ForAll(gen.ToArbitrary(), x =>
        {
            var output = new ArrayBufferWriter<byte>();
            var block = new MqttProperties { ContentType = x.content, UserProperties = [new("k", x.content), new("k", "2")] }.ToBlock();
            var outgoing = new OutgoingPublish
            {
                Topic = Encoding.UTF8.GetBytes(x.topic),
                Payload = new ReadOnlySequence<byte>(x.payload),
                Qos = x.qos,
                PacketId = x.qos == 0 ? (ushort)0 : x.id,
                Retain = (x.flags & 1) != 0,
                Duplicate = x.qos > 0 && (x.flags & 2) != 0,
                Properties = block,
                MessageExpiryInterval = x.expiry,
                TopicAlias = x.alias,
                SubscriptionIdentifiers = [x.identifier, 5],
            };
            outgoing.Write(output, x.version);
            output.WrittenCount.Should().Be(outgoing.Length(x.version));
            foreach (var bytes in Shapes(output))
            {
                using var scratch = new MqttScratch();
                PublishPacket.TryRead(Frame(bytes, x.version), x.version, scratch, out var read, out var error).Should().BeTrue(error.ToString());
                Encoding.UTF8.GetString(read.Topic).Should().Be(x.topic);
                read.Payload.ToArray().Should().Equal(x.payload);
                read.Qos.Should().Be(x.qos);
                read.PacketId.Should().Be(x.qos == 0 ? (ushort)0 : x.id);
                read.Retain.Should().Be((x.flags & 1) != 0);
                if (x.version == MqttProtocolVersion.V500)
                {
                    read.MessageExpiryInterval.Should().Be(x.expiry);
                    read.TopicAlias.Should().Be(x.alias);
                    var properties = MqttProperties.Read(read.Properties, MqttPacketType.Publish, out _)!;
                    properties.ContentType.Should().Be(x.content);
                    properties.SubscriptionIdentifiers.Should().Equal(x.identifier, 5u);
                    properties.UserProperties.Should().Equal(new MqttUserProperty("k", x.content), new MqttUserProperty("k", "2"));
                }
            }
        }));
    }

    [Fact]
    public void Connect_Written_ReadsBackTheSame()
    {
        var gen =
            from version in Versions
            from clientId in Texts
            from clean in Gen.Elements(true, false)
            from keepAlive in Gen.Choose(0, 65535)
            from user in Gen.Elements(null, "", "u", "người dùng")
            from password in Blobs
            from withWill in Gen.Elements(true, false)
            from topic in Topics
            from qos in Qos
            from delay in Gen.Elements<uint?>(null, 0u, 30u)
            select (version, clientId, clean, keepAlive, user, password, withWill, topic, qos, delay);
        Check.QuickThrowOnFailure(Prop.ForAll(gen.ToArbitrary(), x =>
        {
            var isV5 = x.version == MqttProtocolVersion.V500;
            var packet = new ConnectPacket
            {
                Version = x.version,
                ClientId = x.clientId,
                CleanStart = x.clean,
                KeepAlive = (ushort)x.keepAlive,
                UserName = x.user,
                Password = x.user is null ? null : x.password,
                Will = x.withWill
                    ? new MqttWill(x.topic, x.password, x.qos, x.clean) { Properties = isV5 && x.delay is not null ? new MqttProperties { WillDelayInterval = x.delay } : null }
                    : null,
                Properties = isV5 ? new MqttProperties { ReceiveMaximum = 9, SessionExpiryInterval = uint.MaxValue, AuthenticationMethod = "m" } : null,
            };
            var output = new ArrayBufferWriter<byte>();
            packet.Write(output);
            foreach (var bytes in Shapes(output))
            {
                using var scratch = new MqttScratch();
                ConnectPacket.TryRead(Frame(bytes, x.version), scratch, out var read, out var version, out var error).Should().BeTrue(error.ToString());
                version.Should().Be((byte)x.version);
                read.Should().BeEquivalentTo(packet);
            }
        }));
    }

    [Fact]
    public void Subscribe_Written_ReadsBackTheSame()
    {
        var option =
            from filter in Filters
            from qos in Qos
            from noLocal in Gen.Elements(true, false)
            from retain in Gen.Elements(true, false)
            from handling in Gen.Elements(MqttRetainHandling.SendAlways, MqttRetainHandling.SendIfNew, MqttRetainHandling.DoNotSend)
            select new MqttSubscription(filter, qos, noLocal && filter[0] != '$', retain, handling);
        var gen =
            from version in Versions
            from id in Ids
            from options in option.NonEmptyListOf()
            select (version, id, options: options.ToList());
        Check.QuickThrowOnFailure(Prop.ForAll(gen.ToArbitrary(), x =>
        {
            var isV5 = x.version == MqttProtocolVersion.V500;
            var output = new ArrayBufferWriter<byte>();
            var packet = new SubscribePacket(x.id, x.options, isV5 ? new MqttProperties { SubscriptionIdentifiers = [300] } : null);
            packet.Write(output, x.version);
            using var scratch = new MqttScratch();
            foreach (var bytes in Shapes(output))
            {
                SubscribePacket.TryRead(Frame(bytes, x.version), x.version, scratch, out var read, out var error).Should().BeTrue(error.ToString());
                var expected = isV5 ? x.options : x.options.ConvertAll(o => new MqttSubscription(o.Filter, o.Qos));
                read!.PacketId.Should().Be(x.id);
                read.Subscriptions.Should().Equal(expected);
                read.Properties?.SubscriptionIdentifiers.Should().Equal(300u);
            }

            output.Clear();
            new UnsubscribePacket(x.id, x.options.ConvertAll(o => o.Filter)).Write(output, x.version);
            UnsubscribePacket.TryRead(Frame(new(output.WrittenMemory), x.version), x.version, scratch, out var off, out _).Should().BeTrue();
            off!.Filters.Should().Equal(x.options.Select(o => o.Filter));
        }));
    }

    [Fact]
    public void Acknowledgements_Written_ReadBackTheSame()
    {
        var gen =
            from version in Versions
            from id in Ids
            from type in Gen.Elements(MqttPacketType.PubAck, MqttPacketType.PubRec, MqttPacketType.PubRel, MqttPacketType.PubComp)
            from bad in Gen.Elements(true, false)
            from reason in Gen.Elements(null, "", "vì quá đầy")
            select (version, id, type, bad, reason);
        Check.QuickThrowOnFailure(Prop.ForAll(gen.ToArbitrary(), x =>
        {
            var isV5 = x.version == MqttProtocolVersion.V500;
            var failure = x.type is MqttPacketType.PubAck or MqttPacketType.PubRec ? MqttReasonCode.QuotaExceeded : MqttReasonCode.PacketIdentifierNotFound;
            var packet = new AckPacket(
                x.type, x.id, isV5 && x.bad ? failure : MqttReasonCode.Success, isV5 && x.reason is not null ? new MqttProperties { ReasonString = x.reason } : null);
            var output = new ArrayBufferWriter<byte>();
            packet.Write(output, x.version);
            foreach (var bytes in Shapes(output))
            {
                using var scratch = new MqttScratch();
                AckPacket.TryRead(Frame(bytes, x.version), x.version, scratch, out var read, out var error).Should().BeTrue(error.ToString());
                (read.Type, read.PacketId, read.Reason, read.Properties?.ReasonString).Should().Be((x.type, x.id, packet.Reason, isV5 ? x.reason : null));
            }
        }));
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public void ServerPackets_Written_ReadBackTheSame(MqttProtocolVersion version)
    {
        using var scratch = new MqttScratch();
        var output = new ArrayBufferWriter<byte>();
        var properties = version == MqttProtocolVersion.V500
            ? new MqttProperties
            {
                AssignedClientIdentifier = "x",
                ServerKeepAlive = 5,
                MaximumQos = 1,
                RetainAvailable = false,
                TopicAliasMaximum = 3,
                MaximumPacketSize = 1 << 20,
                WildcardSubscriptionAvailable = true,
                SubscriptionIdentifiersAvailable = true,
                SharedSubscriptionAvailable = true,
                ServerReference = "other",
                ReasonString = "why",
                ResponseInformation = "r",
            }
            : null;
        foreach (var reason in new[] { MqttReasonCode.Success, MqttReasonCode.NotAuthorized, MqttReasonCode.BadUserNameOrPassword })
        {
            output.Clear();
            new ConnAckPacket(reason == MqttReasonCode.Success, reason, properties).Write(output, version);
            ConnAckPacket.TryRead(Frame(new(output.WrittenMemory), version), version, scratch, out var read, out var error).Should().BeTrue(error.ToString());
            read.Should().BeEquivalentTo(new ConnAckPacket(reason == MqttReasonCode.Success, reason, properties));
        }

        output.Clear();
        new SubAckPacket(MqttPacketType.SubAck, 7, [MqttReasonCode.GrantedQos2, MqttReasonCode.UnspecifiedError]).Write(output, version);
        SubAckPacket.TryRead(Frame(new(output.WrittenMemory), version), version, scratch, out var subAck, out _).Should().BeTrue();
        subAck!.Reasons.Should().Equal(MqttReasonCode.GrantedQos2, MqttReasonCode.UnspecifiedError);

        output.Clear();
        new DisconnectPacket(MqttPacketType.Disconnect, MqttReasonCode.SessionTakenOver).Write(output, version);
        DisconnectPacket.TryRead(Frame(new(output.WrittenMemory), version), version, scratch, out var off, out _).Should().BeTrue();
        off!.Reason.Should().Be(version == MqttProtocolVersion.V500 ? MqttReasonCode.SessionTakenOver : MqttReasonCode.Success);
    }

    private static IEnumerable<ReadOnlySequence<byte>> Shapes(ArrayBufferWriter<byte> output)
    {
        var bytes = output.WrittenSpan.ToArray();
        yield return new ReadOnlySequence<byte>(bytes);
        yield return Hex.Cut(bytes, 1);
        yield return Hex.Cut(bytes, 13);
    }

    private static MqttFrame Frame(ReadOnlySequence<byte> bytes, MqttProtocolVersion version)
    {
        MqttFrame.TryRead(ref bytes, version, MqttFrame.ProtocolMaximum, out var frame, out var error).Should().Be(MqttReadStatus.Frame, error.ToString());
        bytes.IsEmpty.Should().BeTrue();
        return frame;
    }
}
