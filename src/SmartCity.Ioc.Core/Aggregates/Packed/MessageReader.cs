namespace SmartCity.Ioc.Aggregates.Packed;

/// <summary>Goes through the messages of a block, one after the other.</summary>
/// <param name="messages">The first one has codes of its own. To read values too, 9 bytes behind them can be read.</param>
internal ref struct MessageReader(ReadOnlySpan<byte> messages)
{
    private readonly ReadOnlySpan<byte> _messages = messages;
    private int _valueBytes;
    private int _valuesAt;
    private int _next;

    /// <summary>Where the message begins.</summary>
    public int At { get; private set; }

    public readonly int OffsetMs => MessageCodec.OffsetMs(_messages[At..]);

    public int Positions { get; private set; }

    /// <summary>What says what stands at its positions.</summary>
    public ReadOnlySpan<byte> Codes { get; private set; }

    /// <summary>Where the message ends.</summary>
    public readonly int End => _next;

    /// <summary>Goes to the next message, which must be there.</summary>
    public void Next()
    {
        At = _next;
        var message = _messages[At..];
        _valuesAt = At + MessageCodec.TimeBytes;
        if (!MessageCodec.HasSameCodes(message))
        {
            Positions = message[MessageCodec.TimeBytes];
            var end = MessageCodec.CodesEnd(Positions);
            Codes = message[(MessageCodec.TimeBytes + 1)..end];
            _valuesAt = At + end;
            _valueBytes = MessageCodec.ValueBytes(Codes);
        }

        _next = _valuesAt + _valueBytes;
    }

    /// <param name="values">Gets the message's values by position, NaN where there is none.</param>
    /// <returns>As many of them as there are positions.</returns>
    public readonly ReadOnlySpan<double> Read(Span<double> values)
    {
        var reader = new BitReader(_messages[_valuesAt..]);
        MessageCodec.Read(Codes, ref reader, values[..Positions]);
        return values[..Positions];
    }
}
