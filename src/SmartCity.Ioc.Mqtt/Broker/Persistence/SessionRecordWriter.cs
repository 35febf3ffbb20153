using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>Builds records and frames them into an output. All numbers are eight bytes: the log is short-lived, and plain.</summary>
internal sealed class SessionRecordWriter
{
    private readonly ArrayBufferWriter<byte> _record = new(512);

    public void Format(IBufferWriter<byte> output) => Begin(SessionRecordKind.Format).Number(SessionRecordReader.Version).End(output);

    public void Session(IBufferWriter<byte> output, string clientId, uint expirySeconds, long expiresAtMillis) =>
        Begin(SessionRecordKind.Session).Text(clientId).Number(expirySeconds).Number(expiresAtMillis).End(output);

    public void Client(IBufferWriter<byte> output, SessionRecordKind kind, string clientId) => Begin(kind).Text(clientId).End(output);

    public void Subscription(IBufferWriter<byte> output, string clientId, MqttSubscription options, uint identifier) =>
        Begin(SessionRecordKind.Subscription)
            .Text(clientId)
            .Text(options.Filter)
            .Number(options.Qos | (options.NoLocal ? 4 : 0) | (options.RetainAsPublished ? 8 : 0) | ((int)options.RetainHandling << 4))
            .Number(identifier)
            .End(output);

    public void Will(IBufferWriter<byte> output, string clientId, StoredWill stored)
    {
        var (message, retain, expirySeconds, delaySeconds) = stored.Will;
        Begin(SessionRecordKind.Will)
            .Text(clientId)
            .Text(stored.UserName ?? "")
            .Text(stored.CertificateSubject ?? "")
            .Number(message.Qos)
            .Number(retain ? 1 : 0)
            .Number(expirySeconds ?? -1L)
            .Number(delaySeconds)
            .Bytes(message.Topic)
            .Bytes(message.Properties)
            .Bytes(message.Payload)
            .Number(stored.DueAtMillis)
            .End(output);
    }

    public void SubscriptionRemoved(IBufferWriter<byte> output, string clientId, string filter) =>
        Begin(SessionRecordKind.SubscriptionRemoved).Text(clientId).Text(filter).End(output);

    public void Message(IBufferWriter<byte> output, long number, BrokerMessage message) =>
        Begin(SessionRecordKind.Message)
            .Number(number)
            .Number(message.Qos)
            .Number(message.ExpiresAtMillis)
            .Bytes(message.Topic)
            .Bytes(message.Properties)
            .Bytes(message.Payload)
            .End(output);

    public void Enqueued(IBufferWriter<byte> output, string clientId, long number, StoredOutgoing item)
    {
        Begin(SessionRecordKind.Enqueued)
            .Text(clientId)
            .Number(item.StoreId)
            .Number(number)
            .Number(item.Qos)
            .Number(item.Retain ? 1 : 0)
            .Number(item.Identifiers.Length);
        foreach (var identifier in item.Identifiers)
        {
            Number(identifier);
        }

        Text(item.Share ?? "").End(output);
    }

    public void Sent(IBufferWriter<byte> output, string clientId, long storeId, ushort packetId) =>
        Begin(SessionRecordKind.Sent).Text(clientId).Number(storeId).Number(packetId).End(output);

    public void Mark(IBufferWriter<byte> output, SessionRecordKind kind, string clientId, long number) =>
        Begin(kind).Text(clientId).Number(number).End(output);

    public void Retained(IBufferWriter<byte> output, long number) => Begin(SessionRecordKind.Retained).Number(number).End(output);

    public void RetainedRemoved(IBufferWriter<byte> output, byte[] topic) => Begin(SessionRecordKind.RetainedRemoved).Bytes(topic).End(output);

    private SessionRecordWriter Begin(SessionRecordKind kind)
    {
        _record.ResetWrittenCount();
        _record.GetSpan(1)[0] = (byte)kind;
        _record.Advance(1);
        return this;
    }

    private SessionRecordWriter Number(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_record.GetSpan(8), value);
        _record.Advance(8);
        return this;
    }

    private SessionRecordWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        Number(bytes.Length);
        _record.Write(bytes);
        return this;
    }

    private SessionRecordWriter Text(string text)
    {
        Number(Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, _record);
        return this;
    }

    private void End(IBufferWriter<byte> output) => SessionLogFrame.Write(output, _record.WrittenSpan);
}
