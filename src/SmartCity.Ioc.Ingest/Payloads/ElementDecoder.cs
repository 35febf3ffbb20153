using System.Text;
using System.Text.Json;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>One JSON object of a payload: one message of its device. Owned by the shard's thread.</summary>
internal sealed class ElementDecoder
{
    private readonly CityRegistry _registry;
    private readonly RegistrationOptions _options;
    private readonly IElementSink _sink;
    private readonly ElementDecoder? _leader;
    private readonly OpenElement _element = new();
    private readonly JsonTexts _texts;
    private readonly MemberDecoder _members;
    private readonly DetailDecoder _details;
    private readonly FlatDecoder _flat;
    private KindMetrics?[] _kinds = new KindMetrics?[16];

    /// <param name="leader">Whose metric names are followed; null for the one that takes names on.</param>
    public ElementDecoder(CityRegistry registry, RegistrationOptions options, IElementSink sink, ElementDecoder? leader)
    {
        _leader = leader;
        _registry = registry;
        _options = options;
        _sink = sink;
        _texts = new JsonTexts(_element);
        _members = new MemberDecoder(sink, _element, _texts);
        _details = new DetailDecoder(sink, _element, _texts, _members);
        _flat = new FlatDecoder(sink, _element);
    }

    /// <summary>The metric names of a kind.</summary>
    public KindMetrics Metrics(int kind)
    {
        if (kind >= _kinds.Length)
        {
            Array.Resize(ref _kinds, Math.Max(2 * _kinds.Length, kind + 1));
        }

        return _kinds[kind] ??= _leader is null
            ? new KindMetrics(_registry, _registry.Kinds[kind], _options.MaxMetricsPerKind)
            : new KindMetrics(_leader.Metrics(kind));
    }

    /// <summary>Decodes a payload that is one object of plain numbers.</summary>
    /// <returns>False where it has to be decoded otherwise; then nothing was done.</returns>
    public bool TryDecodeFlat(ReadOnlySpan<byte> json, in MessageContext context)
    {
        if (!_flat.TryRead(json, Metrics(context.Kind)))
        {
            return false;
        }

        Finish(json, context);
        return true;
    }

    /// <param name="reader">At the element's beginning; afterwards at its end.</param>
    /// <param name="isWhole">It is the whole payload: nothing may follow.</param>
    public void Decode(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, in MessageContext context, bool isWhole)
    {
        var start = (int)reader.TokenStartIndex;
        var depth = reader.CurrentDepth;
        _element.Begin(_sink.Batch.Begin(), Metrics(context.Kind));
        while (!_element.HasFailed && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!_texts.TryText(ref reader, out var name))
            {
                break;
            }

            // The name may stand in the buffer that the value's text needs.
            var member = Reserved(name);
            if (member != Member.Metric)
            {
                reader.Read();
                ReadReserved(ref reader, member, json, context);
            }
            else if (reader.ValueIsEscaped)
            {
                if (_members.TryJoin(0, name, out var length))
                {
                    reader.Read();
                    _members.ReadValue(ref reader, _members.Path[..length], json);
                }
            }
            else
            {
                reader.Read();
                _members.ReadValue(ref reader, name, json);
            }
        }

        while (reader.TokenType != JsonTokenType.EndObject || reader.CurrentDepth != depth)
        {
            reader.Read();
        }

        var bytes = json[start..(int)reader.BytesConsumed];
        if (isWhole)
        {
            // Throws where something follows.
            reader.Read();
        }

        Finish(bytes, context);
    }

    private void Finish(ReadOnlySpan<byte> bytes, in MessageContext context)
    {
        var batch = _sink.Batch;
        if (!_element.HasFailed && !_element.HasDetail && batch.OpenValues.IsEmpty)
        {
            _element.Fail(QuarantineReason.Empty, "There is no value, attribute, event, position or status in it.");
        }

        var measuredAt = _element.TimeNanos ?? _sink.AssumedNanos;
        if (_element.TimeNanos > _sink.LatestNanos)
        {
            _element.Fail(QuarantineReason.FutureTime, $"'ts' is {(measuredAt - _sink.ArrivalNanos) / 1_000_000_000} s after its arrival.");
        }

        if (_element.TimeNanos is null && measuredAt == 0)
        {
            _element.Fail(QuarantineReason.BadTime, "There is no 'ts', and on the data's clock no message before it had one.");
        }

        if (_element.HasFailed)
        {
            _sink.Reject(context, bytes, _element.Reason, _element.Detail);
            return;
        }

        var marks = context.Marks
            | (_element.TimeNanos is null ? MessageMarks.TimeAssumed : MessageMarks.None)
            | (_element.Sequence is null ? MessageMarks.None : MessageMarks.HasSequence);
        _sink.Accept(context.Device, measuredAt, _element.Sequence ?? ContentHash.Compute(bytes), marks);
    }

    internal static Member Reserved(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when name.SequenceEqual("ts"u8) => Member.Time,
        2 when name.SequenceEqual("id"u8) => Member.Id,
        3 when name.SequenceEqual("seq"u8) => Member.Sequence,
        3 when name.SequenceEqual("loc"u8) => Member.Location,
        4 when name.SequenceEqual("zone"u8) => Member.Zone,
        4 when name.SequenceEqual("type"u8) => Member.Type,
        6 when name.SequenceEqual("events"u8) => Member.Events,
        6 when name.SequenceEqual("status"u8) => Member.Status,
        _ => Member.Metric,
    };

    private void ReadReserved(ref Utf8JsonReader reader, Member member, ReadOnlySpan<byte> json, in MessageContext context)
    {
        // Everywhere null means "no value".
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        switch (member)
        {
            case Member.Time:
                ReadTime(ref reader);
                break;
            case Member.Sequence:
                ReadSequence(ref reader);
                break;
            case Member.Id:
                Agree(ref reader, "id", _registry.DeviceIdUtf8(context.Device));
                break;
            case Member.Zone:
                var zone = context.Topic["ioc/v1/"u8.Length..];
                Agree(ref reader, "zone", zone[..zone.IndexOf((byte)'/')]);
                break;
            case Member.Type:
                Span<byte> kind = stackalloc byte[64];
                Agree(ref reader, "type", kind[..Encoding.ASCII.GetBytes(_element.Metrics.Kind.Id, kind)]);
                break;
            case Member.Location:
                _details.ReadLocation(ref reader, json);
                break;
            case Member.Events:
                _details.ReadEvents(ref reader, json);
                break;
            case Member.Status:
                _members.ReadAttribute(ref reader, "status"u8, json);
                break;
        }
    }

    private void ReadTime(ref Utf8JsonReader reader)
    {
        long nanos = 0;
        if (reader.TokenType == JsonTokenType.Number
            ? EventTime.TryParseMilliseconds(reader.ValueSpan, out nanos)
            : reader.TokenType == JsonTokenType.String && _texts.TryText(ref reader, out var text) && EventTime.TryParseRfc3339(text, out nanos))
        {
            _element.TimeNanos = nanos;
            return;
        }

        _element.Fail(
            QuarantineReason.BadTime, $"'ts' is {JsonTexts.Shown(reader)}: milliseconds since 1970 or RFC 3339 with an offset may stand there.");
    }

    private void ReadSequence(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out var sequence))
        {
            _element.Sequence = sequence;
            return;
        }

        _element.Fail(QuarantineReason.BadType, $"'seq' is {JsonTexts.Shown(reader)}: a whole number from 0 to 2^64 - 1 may stand there.");
    }

    // A device whose id is a number may say it as one.
    private void Agree(ref Utf8JsonReader reader, string member, scoped ReadOnlySpan<byte> expected)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number)
            || !_texts.TryText(ref reader, out var said) || !said.SequenceEqual(expected))
        {
            _element.Fail(
                QuarantineReason.IdentityMismatch,
                $"'{member}' is {JsonTexts.Shown(reader)}, the topic says '{Encoding.UTF8.GetString(expected)}'.");
        }
    }

    internal enum Member
    {
        Metric,
        Time,
        Sequence,
        Id,
        Zone,
        Type,
        Location,
        Events,
        Status,
    }
}
