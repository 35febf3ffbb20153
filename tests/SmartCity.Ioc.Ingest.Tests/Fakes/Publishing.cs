using System.Buffers;
using System.Text;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Mqtt.Intake;

namespace SmartCity.Ioc.Ingest.Fakes;

internal static class Publishing
{
    public static bool TryPublish(
        this InputInbox inbox, string payload, PublishReceipt receipt = default, string topic = DecodingCity.Air, bool retain = false) =>
        inbox.TryPublish(Encoding.UTF8.GetBytes(payload), receipt, topic, retain);

    public static bool TryPublish(
        this InputInbox inbox, byte[] payload, PublishReceipt receipt = default, string topic = DecodingCity.Air, bool retain = false)
    {
        var taken = inbox.TryTake(
            new PublishView
            {
                Topic = Encoding.UTF8.GetBytes(topic),
                Payload = new ReadOnlySequence<byte>(payload),
                Qos = (byte)(receipt.Owner is null ? 0 : 1),
                Retain = retain,
            },
            receipt);
        inbox.EndOfRead();
        return taken;
    }

    /// <summary>Topics and payloads of a frame's body.</summary>
    public static List<(string Topic, string Payload, DeliveryMarks Flags)> Messages(ReadOnlySpan<byte> body)
    {
        var messages = new List<(string, string, DeliveryMarks)>();
        var reader = new MessageFrameReader(body);
        while (reader.TryRead(out var message))
        {
            messages.Add((Encoding.UTF8.GetString(message.Topic), Encoding.UTF8.GetString(message.Payload), message.Flags));
        }

        reader.IsMalformed.Should().BeFalse();
        return messages;
    }
}
