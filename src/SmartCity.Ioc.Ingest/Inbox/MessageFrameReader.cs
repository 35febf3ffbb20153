namespace SmartCity.Ioc.Ingest.Inbox;

/// <summary>Walks over the messages of a frame's body that <see cref="MessageFrameWriter"/> laid out. Never throws.</summary>
public ref struct MessageFrameReader
{
    private ReadOnlySpan<byte> _rest;

    public MessageFrameReader(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty || body[0] != MessageFrameWriter.Version)
        {
            IsMalformed = true;
            return;
        }

        _rest = body[MessageFrameWriter.HeaderLength..];
    }

    /// <summary>The body is of another version or does not add up: nothing after this point can be read.</summary>
    public bool IsMalformed { get; private set; }

    public bool TryRead(out FramedMessage message)
    {
        message = default;
        if (_rest.IsEmpty)
        {
            return false;
        }

        var rest = _rest;
        _rest = default;
        var flags = (DeliveryMarks)rest[0];
        rest = rest[1..];
        if (!TryTakeVarint(ref rest, out var topicLength) || topicLength > rest.Length)
        {
            IsMalformed = true;
            return false;
        }

        var topic = rest[..topicLength];
        rest = rest[topicLength..];
        if (!TryTakeVarint(ref rest, out var payloadLength))
        {
            IsMalformed = true;
            return false;
        }

        var trueLength = payloadLength;
        if (((flags & DeliveryMarks.Truncated) != 0 && !TryTakeVarint(ref rest, out trueLength)) || payloadLength > rest.Length)
        {
            IsMalformed = true;
            return false;
        }

        message = new FramedMessage { Flags = flags, Topic = topic, Payload = rest[..payloadLength], TrueLength = trueLength };
        _rest = rest[payloadLength..];
        return true;
    }

    private static bool TryTakeVarint(ref ReadOnlySpan<byte> rest, out int value)
    {
        value = 0;
        for (var i = 0; i < 4 && i < rest.Length; i++)
        {
            value |= (rest[i] & 0x7f) << (7 * i);
            if (rest[i] < 0x80)
            {
                rest = rest[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
