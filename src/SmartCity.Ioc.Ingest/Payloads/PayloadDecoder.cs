using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>
/// A payload after CONTRACT section 3, decoded in place: no allocation for a known device with known metrics. What the contract leaves
/// open is decided in docs/payloads.md. Owned by the shard's thread; never throws because of what is in a payload.
/// </summary>
internal sealed class PayloadDecoder(CityRegistry registry, RegistrationOptions options, IElementSink sink)
{
    /// <summary>Levels of nesting that are followed, a batch's array included.</summary>
    public const int MaxDepth = 16;

    /// <summary>Attributes of one message.</summary>
    public const int MaxAttributes = 64;

    private const int MaxName = KindMetrics.MaxName;

    private static readonly JsonReaderOptions JsonOptions = new() { MaxDepth = MaxDepth };

    private readonly TextCache _texts = new();

    // A name or text with escapes, unescaped; a flattened name while it is put together.
    private readonly byte[] _path = new byte[MaxName];
    private byte[] _unescaped = new byte[1024];
    private KindMetrics?[] _kinds = new KindMetrics?[16];

    // The open element.
    private KindMetrics _metrics = null!;
    private long _serial;
    private int _message;
    private bool _failed;
    private QuarantineReason _reason;
    private string _detail = "";
    private bool _hasTime;
    private long _timeNanos;
    private bool _hasSequence;
    private ulong _sequence;
    private bool _hasContent;
    private int _attributes;

    /// <summary>The metric tables, by index of the kind; null where the kind has not spoken yet.</summary>
    public ReadOnlySpan<KindMetrics?> Kinds => _kinds;

    public KindMetrics Metrics(int kind)
    {
        if (kind >= _kinds.Length)
        {
            Array.Resize(ref _kinds, Math.Max(2 * _kinds.Length, kind + 1));
        }

        return _kinds[kind] ??= new KindMetrics(registry, registry.Kinds[kind], options.MaxMetricsPerKind);
    }

    public void Decode(ReadOnlySpan<byte> payload, in MessageContext context)
    {
        // RFC 8259 section 8.1: a parser may ignore a byte order mark.
        var json = payload.StartsWith("\uFEFF"u8) ? payload[3..] : payload;
        if (json.Trim(" \t\r\n"u8).IsEmpty)
        {
            sink.Reject(context, payload, QuarantineReason.Empty, "The payload is empty.");
            return;
        }

        if (!Utf8.IsValid(json))
        {
            sink.Reject(context, payload, QuarantineReason.MalformedPayload, "The payload is not UTF-8.");
            return;
        }

        try
        {
            var reader = new Utf8JsonReader(json, JsonOptions);
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    DecodeElement(ref reader, json, context, isWhole: true);
                    break;
                case JsonTokenType.StartArray:
                    DecodeArray(ref reader, json, context);
                    break;
                default:
                    sink.Reject(context, payload, QuarantineReason.MalformedPayload, "The payload is neither an object nor an array of objects.");
                    break;
            }
        }
        catch (JsonException e)
        {
            sink.Reject(context, payload, QuarantineReason.MalformedPayload, e.Message);
        }
    }

    private void DecodeArray(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, in MessageContext context)
    {
        // The whole is read before any element counts: half a batch may not go in and the other half be put aside as unreadable.
        var probe = reader;
        while (probe.Read())
        {
        }

        var isEmpty = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            isEmpty = false;
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                DecodeElement(ref reader, json, context, isWhole: false);
                continue;
            }

            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            sink.Reject(context, json[start..(int)reader.BytesConsumed], QuarantineReason.MalformedPayload, "The batch's element is not an object.");
        }

        if (isEmpty)
        {
            sink.Reject(context, json, QuarantineReason.Empty, "The batch has no elements.");
        }
    }

    private void DecodeElement(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, in MessageContext context, bool isWhole)
    {
        var start = (int)reader.TokenStartIndex;
        var depth = reader.CurrentDepth;
        _metrics = Metrics(context.Device.Kind);
        _message = sink.Batch.Begin();
        _serial++;
        _failed = _hasTime = _hasSequence = _hasContent = false;
        _attributes = 0;

        while (!_failed && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!TryText(ref reader, out var name))
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
                if (TryJoin(0, name, out var length))
                {
                    reader.Read();
                    ReadValue(ref reader, _path.AsSpan(0, length), json);
                }
            }
            else
            {
                reader.Read();
                ReadValue(ref reader, name, json);
            }
        }

        while (reader.TokenType != JsonTokenType.EndObject || reader.CurrentDepth != depth)
        {
            reader.Read();
        }

        var element = json[start..(int)reader.BytesConsumed];
        if (isWhole)
        {
            // Throws where something follows.
            reader.Read();
        }

        Finish(element, context);
    }

    private void Finish(ReadOnlySpan<byte> element, in MessageContext context)
    {
        var batch = sink.Batch;
        if (!_failed && !_hasContent && batch.OpenValues.IsEmpty)
        {
            Fail(QuarantineReason.Empty, "There is no value, attribute, event, position or status in it.");
        }

        if (!_failed && _hasTime && _timeNanos > sink.LatestNanos)
        {
            Fail(QuarantineReason.FutureTime, $"'ts' is {(_timeNanos - sink.ArrivalNanos) / 1_000_000_000} s after its arrival.");
        }

        var measuredAt = _hasTime ? _timeNanos : sink.AssumedNanos;
        if (!_failed && measuredAt == 0 && !_hasTime)
        {
            Fail(QuarantineReason.BadTime, "There is no 'ts', and on the data's clock no message before it had one.");
        }

        if (_failed)
        {
            sink.Reject(context, element, _reason, _detail);
            return;
        }

        var marks = context.Marks
            | (_hasTime ? MessageMarks.None : MessageMarks.TimeAssumed)
            | (_hasSequence ? MessageMarks.HasSequence : MessageMarks.None);
        sink.Accept(
            context.Device.Index,
            measuredAt,
            _hasSequence ? _sequence : ContentHash.Compute(element),
            marks);
    }

    private static Member Reserved(ReadOnlySpan<byte> name) => name.Length switch
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
                Agree(ref reader, "id", registry.DeviceIdUtf8(context.Device.Index));
                break;
            case Member.Zone:
                var zone = context.Topic["ioc/v1/"u8.Length..];
                Agree(ref reader, "zone", zone[..zone.IndexOf((byte)'/')]);
                break;
            case Member.Type:
                Span<byte> kind = stackalloc byte[64];
                Agree(ref reader, "type", kind[..Encoding.ASCII.GetBytes(_metrics.Kind.Id, kind)]);
                break;
            case Member.Location:
                ReadLocation(ref reader, json);
                break;
            case Member.Events:
                ReadEvents(ref reader, json);
                break;
            case Member.Status:
                ReadAttribute(ref reader, "status"u8, json);
                break;
        }
    }

    private void ReadTime(ref Utf8JsonReader reader)
    {
        var text = reader.TokenType is JsonTokenType.Number or JsonTokenType.String ? reader.ValueSpan : default;
        _hasTime = reader.TokenType == JsonTokenType.Number
            ? EventTime.TryParseMilliseconds(text, out _timeNanos)
            : EventTime.TryParseRfc3339(text, out _timeNanos);
        if (!_hasTime)
        {
            Fail(QuarantineReason.BadTime, $"'ts' is {Shown(reader)}: milliseconds since 1970 or RFC 3339 with an offset may stand there.");
        }
    }

    private void ReadSequence(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetUInt64(out _sequence))
        {
            Fail(QuarantineReason.BadType, $"'seq' is {Shown(reader)}: a whole number from 0 to 2^64 - 1 may stand there.");
            return;
        }

        _hasSequence = true;
    }

    private void Agree(ref Utf8JsonReader reader, string member, scoped ReadOnlySpan<byte> expected)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number) || !reader.ValueSpan.SequenceEqual(expected))
        {
            Fail(QuarantineReason.IdentityMismatch, $"'{member}' is {Shown(reader)}, the topic says '{Encoding.UTF8.GetString(expected)}'.");
        }
    }

    private void ReadLocation(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Fail(QuarantineReason.BadType, $"'loc' is {Shown(reader)}: an object with 'lat' and 'lon' may stand there.");
            return;
        }

        var lat = double.NaN;
        var lon = double.NaN;
        "loc_"u8.CopyTo(_path);
        while (!_failed && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!TryText(ref reader, out var name))
            {
                return;
            }

            var isLat = name.SequenceEqual("lat"u8);
            if (isLat || name.SequenceEqual("lon"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.Number || !JsonNumber.TryParse(reader.ValueSpan, out isLat ? ref lat : ref lon))
                {
                    Fail(QuarantineReason.BadType, $"'loc.{(isLat ? "lat" : "lon")}' is {Shown(reader)}: a number may stand there.");
                }
            }
            else if (TryJoin(4, name, out var length))
            {
                // What else a receiver says (altitude, accuracy) is a metric like any other.
                reader.Read();
                ReadValue(ref reader, _path.AsSpan(0, length), json);
            }
        }

        if (_failed)
        {
            return;
        }

        if (double.IsNaN(lat) || double.IsNaN(lon))
        {
            Fail(QuarantineReason.BadType, "'loc' has no 'lat' or no 'lon'.");
        }
        else if (lat is < -90 or > 90 || lon is < -180 or > 180)
        {
            Fail(QuarantineReason.OutOfRange, "'loc' is not on Earth: 'lat' goes from -90 to 90, 'lon' from -180 to 180.");
        }
        else
        {
            sink.Batch.Locations.Add(new ReportedLocation(_message, new GeoPoint(lat, lon)));
            _hasContent = true;
        }
    }

    private void ReadEvents(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Fail(QuarantineReason.BadType, $"'events' is {Shown(reader)}: an array of objects may stand there.");
            return;
        }

        while (!_failed && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                Fail(QuarantineReason.BadType, $"An event is {Shown(reader)}: an object may stand there.");
                return;
            }

            ReadEvent(ref reader, json);
        }
    }

    private void ReadEvent(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        string? type = null;
        string? value = null;
        var confidence = double.NaN;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!TryText(ref reader, out var name))
            {
                return;
            }

            var isType = name.SequenceEqual("type"u8);
            var isValue = name.SequenceEqual("value"u8);
            var isConfidence = name.SequenceEqual("confidence"u8);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String)
            {
                type = Text(ref reader);
            }
            else if (isValue && reader.TokenType is not (JsonTokenType.Null or JsonTokenType.StartObject or JsonTokenType.StartArray))
            {
                value = Text(ref reader);
            }
            else if (isConfidence && reader.TokenType == JsonTokenType.Number && JsonNumber.TryParse(reader.ValueSpan, out var number))
            {
                confidence = number;
            }

            if (_failed)
            {
                return;
            }

            reader.Skip();
        }

        if (string.IsNullOrEmpty(type))
        {
            Fail(QuarantineReason.BadType, "An event has no 'type', or it is not a string.");
            return;
        }

        var whole = Encoding.UTF8.GetString(json[start..(int)reader.BytesConsumed]);
        sink.Batch.Events.Add(new DetectionEvent(_message, type, value, confidence, whole));
        _hasContent = true;
    }

    // Under this name at any depth; names are flattened when they come here.
    private void ReadValue(ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                if (!JsonNumber.TryParse(reader.ValueSpan, out var number))
                {
                    Fail(QuarantineReason.BadType, $"'{Shown(name)}' is {Shown(reader)}, which is no finite number.");
                    return;
                }

                AddNumber(ref reader, name, number, json);
                break;
            case JsonTokenType.True:
                AddNumber(ref reader, name, 1, json);
                break;
            case JsonTokenType.False:
                AddNumber(ref reader, name, 0, json);
                break;
            case JsonTokenType.String:
            case JsonTokenType.StartArray:
                if (!IsDeclared(ref reader, name))
                {
                    ReadAttribute(ref reader, name, json);
                }

                break;
            case JsonTokenType.StartObject:
                if (!IsDeclared(ref reader, name) && TryOpen(name, out var prefix))
                {
                    Flatten(ref reader, prefix, json);
                }

                break;
            default:
                break;
        }
    }

    // As deep as JSON goes here, at most MaxDepth calls.
    private void Flatten(ref Utf8JsonReader reader, int prefix, ReadOnlySpan<byte> json)
    {
        while (!_failed && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (TryText(ref reader, out var name) && TryJoin(prefix, name, out var length))
            {
                reader.Read();
                ReadValue(ref reader, _path.AsSpan(0, length), json);
            }
        }
    }

    private void AddNumber(ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> name, double number, ReadOnlySpan<byte> json)
    {
        var found = _metrics.Find(name);
        if (found < 0)
        {
            if (!IsName(name))
            {
                return;
            }

            found = _metrics.TryAdd(name);
            if (found < 0)
            {
                ReadAttribute(ref reader, name, json);
                return;
            }
        }

        ref var slot = ref _metrics[found];
        if (slot.Declared is { } declared && !(number >= declared.Min && number <= declared.Max))
        {
            Fail(QuarantineReason.OutOfRange, FormattableString.Invariant($"'{declared.Id}' is {number}; {declared.Min} to {declared.Max} may stand there."));
            return;
        }

        var batch = sink.Batch;
        if (slot.Message == _serial)
        {
            batch.OpenValues[slot.At] = new MetricValue(slot.Metric, number);
            return;
        }

        slot.Message = _serial;
        slot.At = batch.OpenValues.Length;
        batch.AddValue(slot.Metric, number);
    }

    private bool IsDeclared(ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> name)
    {
        var found = _metrics.Find(name);
        if (found < 0 || _metrics[found].Declared is null)
        {
            return false;
        }

        Fail(QuarantineReason.BadType, $"'{Shown(name)}' is {Shown(reader)}: a number may stand there.");
        return true;
    }

    private void ReadAttribute(ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        if (!IsName(name))
        {
            return;
        }

        if (_attributes == MaxAttributes)
        {
            Fail(QuarantineReason.BadType, $"There are more than {MaxAttributes} attributes.");
            return;
        }

        var label = _texts.Get(name);
        string text;
        if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            text = Clipped(json[start..(int)reader.BytesConsumed]);
        }
        else
        {
            text = Text(ref reader);
        }

        if (!_failed)
        {
            sink.Batch.Attributes.Add(new AttributeValue(_message, label, text));
            _attributes++;
            _hasContent = true;
        }
    }

    private bool IsName(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name.Length > MaxName)
        {
            Fail(QuarantineReason.BadType, $"The name '{Shown(name)}' has {name.Length} bytes; 1 to {MaxName} may stand there.");
            return false;
        }

        // Line protocol has no way to write them.
        if (name.ContainsAnyInRange((byte)0, (byte)0x1f))
        {
            Fail(QuarantineReason.BadType, $"The name '{Shown(name)}' has control characters.");
            return false;
        }

        return true;
    }

    // Makes room for the members of the object of this name: "name_".
    private bool TryOpen(ReadOnlySpan<byte> name, out int prefix)
    {
        prefix = name.Length + 1;
        if (prefix > MaxName)
        {
            Fail(QuarantineReason.BadType, $"The name '{Shown(name)}_' has more than {MaxName} bytes.");
            return false;
        }

        name.CopyTo(_path);
        _path[name.Length] = (byte)'_';
        return true;
    }

    private bool TryJoin(int prefix, ReadOnlySpan<byte> name, out int length)
    {
        length = prefix + name.Length;
        if (length > MaxName)
        {
            Fail(QuarantineReason.BadType, $"The name '{Shown(_path.AsSpan(0, prefix))}{Shown(name)}' has more than {MaxName} bytes.");
            return false;
        }

        name.CopyTo(_path.AsSpan(prefix));
        return true;
    }

    private string Text(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => TryText(ref reader, out var text) ? Clipped(text) : "",
    };

    // A text over 1 KiB is cut at a character and says so by its last one.
    private string Clipped(ReadOnlySpan<byte> text)
    {
        const int MaxText = 1024;
        if (text.Length <= MaxText)
        {
            return _texts.Get(text);
        }

        var end = MaxText;
        while ((text[end] & 0xc0) == 0x80)
        {
            end--;
        }

        return Encoding.UTF8.GetString(text[..end]) + "…";
    }

    /// <summary>The token's text, valid until the next call.</summary>
    private bool TryText(ref Utf8JsonReader reader, out ReadOnlySpan<byte> text)
    {
        text = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            return true;
        }

        if (text.Length > _unescaped.Length)
        {
            _unescaped = new byte[text.Length];
        }

        try
        {
            text = _unescaped.AsSpan(0, reader.CopyString(_unescaped));
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: JSON's grammar allows it, UTF-8 can not hold it.
            Fail(QuarantineReason.MalformedPayload, $"The text {Shown(text)} is not Unicode.");
            return false;
        }
    }

    private void Fail(QuarantineReason reason, string detail)
    {
        if (!_failed)
        {
            _failed = true;
            _reason = reason;
            _detail = detail;
        }
    }

    private static string Shown(in Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => $"'{Shown(reader.ValueSpan)}'",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        _ => Shown(reader.ValueSpan),
    };

    private static string Shown(ReadOnlySpan<byte> text) =>
        text.Length <= 80 ? Encoding.UTF8.GetString(text) : Encoding.UTF8.GetString(text[..80]) + "…";

    private enum Member
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
