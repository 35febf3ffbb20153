using System.Buffers;
using System.Text;
using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <content>A PUBLISH that is too large, from a client that can not be told so.</content>
internal sealed partial class BrokerConnection
{
    private OversizedPublish? _oversized;

    private Step BeginOversized(ref ReadOnlySequence<byte> buffer)
    {
        var status = OversizedPublish.TryBegin(
            ref buffer, Version, _broker.Options.MaximumSkippedPacketSize, _scratch, out _oversized, out var error);
        return status switch
        {
            MqttReadStatus.Frame => SkipOversized(ref buffer),
            MqttReadStatus.NeedMore => Step.NeedMore,
            _ => Break(error),
        };
    }

    private Step SkipOversized(ref ReadOnlySequence<byte> buffer)
    {
        var packet = _oversized!;
        if (!packet.Skip(ref buffer))
        {
            return Step.NeedMore;
        }

        var step = HandleOversized(packet);
        if (step == Step.Next)
        {
            _oversized = null;
        }

        return step;
    }

    private Step HandleOversized(OversizedPublish packet)
    {
        if (!_isRetry)
        {
            _broker.Refused(MqttRefusal.PacketTooLarge, Address, Session!.ClientId, Encoding.UTF8.GetString(packet.Topic.Span));
        }

        _isRetry = false;
        if (packet.Qos == 2 && _flow!.TryAnswerDuplicate(packet.PacketId, packet.Duplicate))
        {
            return Step.Next;
        }

        if (packet.Qos > 0 && MustWaitForAcknowledgements())
        {
            return Step.Acknowledgements;
        }

        _gate.Look(_broker, Session!.Identity!, packet.Topic.Span);
        if (!_gate.IsAllowed)
        {
            return Decline(packet.Qos, packet.PacketId, packet.Topic.Span);
        }

        var tag = packet.Qos > 0 ? _flow!.Begin(packet.PacketId, packet.Qos) : 0;
        var view = new PublishView
        {
            Topic = packet.Topic.Span,
            Payload = new ReadOnlySequence<byte>(packet.Sample),
            Omitted = packet.PayloadLength - packet.Sample.Length,
            Qos = packet.Qos,
            Duplicate = packet.Duplicate,
        };
        if (_gate.IsForIntake && !Offer(view, tag))
        {
            _isRetry = true;
            return Step.Room;
        }

        if (packet.Qos > 0)
        {
            _flow!.Complete(tag, PublishOutcome.Stored);
        }

        return Step.Next;
    }
}
