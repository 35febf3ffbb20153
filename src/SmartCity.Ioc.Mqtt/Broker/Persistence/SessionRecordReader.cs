using System.Buffers.Binary;
using System.Text;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>Applies records to a model. Their checksum was right, so a record that does not parse was written by a newer version.</summary>
internal sealed class SessionRecordReader(SessionModel model)
{
    public const int Version = 1;

    private readonly Dictionary<long, BrokerMessage> _byNumber = [];

    /// <summary>Highest message number or store id seen.</summary>
    public long LastNumber { get; private set; }

    /// <exception cref="InvalidDataException">The record is of no kind that this version knows, or shorter than its kind.</exception>
    public void Apply(ReadOnlySpan<byte> record)
    {
        var fields = new Fields(record[1..]);
        switch ((SessionRecordKind)record[0])
        {
            case SessionRecordKind.Session:
                model.Save(fields.Text(), (uint)fields.Number(), fields.Number());
                break;
            case SessionRecordKind.SessionRemoved:
                model.RemoveSession(fields.Text());
                break;
            case SessionRecordKind.Subscription:
                Subscribe(ref fields);
                break;
            case SessionRecordKind.SubscriptionRemoved:
                model.Sessions.GetValueOrDefault(fields.Text())?.Subscriptions.Remove(fields.Text());
                break;
            case SessionRecordKind.Message:
                ReadMessage(ref fields);
                break;
            case SessionRecordKind.Enqueued:
                Enqueue(ref fields);
                break;
            case SessionRecordKind.Sent:
                var (client, sent, packetId) = (fields.Text(), fields.Number(), (ushort)fields.Number());
                model.Change(client, sent, item => item with { PacketId = packetId });
                break;
            case SessionRecordKind.Released:
                model.Change(fields.Text(), fields.Number(), item => item with { IsReleased = true });
                break;
            case SessionRecordKind.Removed:
                model.Remove(fields.Text(), fields.Number());
                break;
            case SessionRecordKind.IncomingAdded:
                model.Sessions.GetValueOrDefault(fields.Text())?.Incoming.Add((ushort)fields.Number());
                break;
            case SessionRecordKind.IncomingRemoved:
                model.Sessions.GetValueOrDefault(fields.Text())?.Incoming.Remove((ushort)fields.Number());
                break;
            case SessionRecordKind.Retained:
                if (_byNumber.TryGetValue(fields.Number(), out var message))
                {
                    model.Retain(message);
                }

                break;
            case SessionRecordKind.RetainedRemoved:
                model.RemoveRetained(fields.Bytes());
                break;
            case SessionRecordKind.Will:
                ReadWill(ref fields);
                break;
            case SessionRecordKind.WillRemoved:
                if (model.Sessions.TryGetValue(fields.Text(), out var without))
                {
                    without.Will = null;
                }

                break;
            case SessionRecordKind.Format:
                if (fields.Number() is > Version and var version)
                {
                    throw new InvalidDataException($"has session log format {version}; this version of the server reads up to {Version}.");
                }

                break;
            default:
                throw new InvalidDataException($"has a record of kind {record[0]}; this version of the server does not know it.");
        }
    }

    /// <summary>Messages that nobody refers to (a crash came between message and reference) are forgotten.</summary>
    public void Finish()
    {
        foreach (var message in _byNumber.Values)
        {
            if (model.Messages.TryGetValue(message, out var numbered) && numbered.References == 0)
            {
                model.Messages.Remove(message);
            }
        }
    }

    private void Subscribe(ref Fields fields)
    {
        var session = model.Sessions.GetValueOrDefault(fields.Text());
        var filter = fields.Text();
        var options = (int)fields.Number();
        var identifier = (uint)fields.Number();
        session?.Subscriptions[filter] = (
            new MqttSubscription(filter, (byte)(options & 3), (options & 4) != 0, (options & 8) != 0, (MqttRetainHandling)(options >> 4 & 3)),
            identifier);
    }

    private void ReadWill(ref Fields fields)
    {
        var session = model.Sessions.GetValueOrDefault(fields.Text());
        var (userName, subject) = (fields.Text(), fields.Text());
        var (qos, retain, expiry, delay) = ((byte)fields.Number(), fields.Number() != 0, fields.Number(), (uint)fields.Number());
        var message = new BrokerMessage
        {
            Qos = qos,
            Topic = fields.Bytes().ToArray(),
            Properties = fields.Bytes().ToArray(),
            Payload = fields.Bytes().ToArray(),
        };

        // Logs of the first version end here.
        var dueAt = fields.IsEmpty ? BrokerMessage.Never : fields.Number();
        if (session is not null)
        {
            var will = new SessionWill(message, retain, expiry < 0 ? null : (uint)expiry, delay);
            session.Will = new StoredWill(will, userName.Length == 0 ? null : userName, subject.Length == 0 ? null : subject, dueAt);
        }
    }

    private void ReadMessage(ref Fields fields)
    {
        var number = fields.Number();
        var message = new BrokerMessage
        {
            Qos = (byte)fields.Number(),
            ExpiresAtMillis = fields.Number(),
            Topic = fields.Bytes().ToArray(),
            Properties = fields.Bytes().ToArray(),
            Payload = fields.Bytes().ToArray(),
        };
        _byNumber[number] = message;
        model.Messages[message] = new SessionModel.Numbered(number);
        LastNumber = Math.Max(LastNumber, number);
    }

    private void Enqueue(ref Fields fields)
    {
        var client = fields.Text();
        var storeId = fields.Number();
        var number = fields.Number();
        var qos = (byte)fields.Number();
        var retain = fields.Number() != 0;
        var identifiers = new uint[fields.Number()];
        for (var i = 0; i < identifiers.Length; i++)
        {
            identifiers[i] = (uint)fields.Number();
        }

        var share = fields.IsEmpty ? "" : fields.Text(); // Not in logs of the first version.
        LastNumber = Math.Max(LastNumber, storeId);
        if (_byNumber.TryGetValue(number, out var message) && model.Messages.ContainsKey(message))
        {
            model.Enqueue(client, new StoredOutgoing(storeId, message, qos, retain, identifiers, 0, false, share.Length == 0 ? null : share));
        }
    }

    private ref struct Fields(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> _rest = rest;

        public readonly bool IsEmpty => _rest.IsEmpty;

        public long Number() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

        public ReadOnlySpan<byte> Bytes() => Take((int)Math.Min(int.MaxValue, Number()));

        public string Text() => Encoding.UTF8.GetString(Bytes());

        private ReadOnlySpan<byte> Take(int length)
        {
            if (length < 0 || length > _rest.Length)
            {
                throw new InvalidDataException("has a record that is too short.");
            }

            var taken = _rest[..length];
            _rest = _rest[length..];
            return taken;
        }
    }
}
