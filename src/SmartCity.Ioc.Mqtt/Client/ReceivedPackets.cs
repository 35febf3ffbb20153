using System.Buffers;
using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>Cuts what one connection has received into packets and has each dealt with in place. On the thread that reads.</summary>
internal sealed class ReceivedPackets(
    ReceiveBuffer buffer, MqttProtocolVersion version, MqttClientOptions options, ServerPackets packets, IPublishIntake? intake, MqttScratch scratch)
{
    private OversizedPublish? _oversized;

    /// <summary>Deals with the whole packets in the buffer.</summary>
    /// <param name="needed">Length of the packet at the head, as far as it is to be kept, where it is known and not all there, else 0.</param>
    /// <param name="error">How the server broke the protocol, if it did; the step is the end then.</param>
    public PacketStep Take(out int needed, out MqttDecodeError error)
    {
        needed = 0;
        error = default;
        var step = PacketStep.ReadOn;
        var unread = buffer.Unread;
        var total = unread.Length;
        var taken = false;
        while (step == PacketStep.ReadOn)
        {
            var left = unread;
            var status = _oversized is null
                ? TakeNext(ref unread, ref taken, out step, out error)
                : TakeOversized(ref unread, ref taken, out step, out error);
            if (status == MqttReadStatus.NeedMore)
            {
                needed = _oversized is null ? LengthOf(unread) : 0;
                break;
            }

            if (step == PacketStep.WaitForRoom && _oversized is null)
            {
                unread = left;
            }
        }

        buffer.Consume(total - unread.Length);
        if (taken)
        {
            intake?.EndOfRead();
        }

        return step;
    }

    private MqttReadStatus TakeNext(ref ReadOnlySequence<byte> unread, ref bool taken, out PacketStep step, out MqttDecodeError error)
    {
        step = PacketStep.ReadOn;
        var status = MqttFrame.TryRead(ref unread, version, options.MaximumPacketSize, out var frame, out error);
        if (status == MqttReadStatus.Error && error.Code == MqttReasonCode.PacketTooLarge)
        {
            status = OversizedPublish.TryBegin(ref unread, version, options.MaximumSkippedPacketSize, scratch, out _oversized, out error);
        }
        else if (status == MqttReadStatus.Frame)
        {
            step = packets.Take(frame, out error);
            taken |= frame.Type == MqttPacketType.Publish && step == PacketStep.ReadOn;
        }

        if (status == MqttReadStatus.Error)
        {
            step = PacketStep.End;
        }

        return status;
    }

    private MqttReadStatus TakeOversized(ref ReadOnlySequence<byte> unread, ref bool taken, out PacketStep step, out MqttDecodeError error)
    {
        (step, error) = (PacketStep.ReadOn, default);
        if (!_oversized!.Skip(ref unread))
        {
            return MqttReadStatus.NeedMore;
        }

        step = packets.Take(_oversized, out error);
        if (step != PacketStep.WaitForRoom)
        {
            _oversized = null;
            taken = true;
        }

        return MqttReadStatus.Frame;
    }

    // Whole length of a packet of which only the beginning is there; the frame reader has checked the length already. Of one that is too large
    // only the head is kept.
    private int LengthOf(in ReadOnlySequence<byte> start)
    {
        var head = start.FirstSpan;
        var length = 0;
        for (var i = 1; i < head.Length && i < 5; i++)
        {
            length |= (head[i] & 0x7F) << (7 * (i - 1));
            if ((head[i] & 0x80) == 0)
            {
                return 1 + i + length <= options.MaximumPacketSize ? 1 + i + length : OversizedPublish.HeadSize;
            }
        }

        return 0;
    }
}
