using System.Buffers;
using System.Globalization;
using System.Text.Json;
using SmartCity.Ioc.City;
using SmartCity.Ioc.City.Decoding;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Ingest.Foreign;

/// <summary>
/// Writes one element as the contract's JSON: names in the city's words, numbers in the kind's units. What stands twice is written twice;
/// the decoder behind takes the last. Owned by the shard's thread, used again for each element.
/// </summary>
internal sealed class ElementWriter : IDisposable
{
    // As deep as a document can be.
    private const int MaxDepth = 32;

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _json;
    private MessageMapping _mapping = null!;
    private DeviceKind? _kind;

    public ElementWriter() => _json = new Utf8JsonWriter(_buffer);

    /// <summary>Something stands in it beside its time and its number: what is left out does not count.</summary>
    public bool HasContent { get; private set; }

    /// <summary>It says where it is.</summary>
    public bool HasLocation { get; private set; }

    /// <summary>The first thing that is wrong.</summary>
    public TranslationFault? Fault { get; private set; }

    /// <param name="kind">Null where nobody declared it: then no unit is known to convert to.</param>
    public void Begin(MessageMapping mapping, DeviceKind? kind)
    {
        (_mapping, _kind, Fault, HasLocation, HasContent) = (mapping, kind, null, false, false);
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
    }

    /// <returns>A copy of its own.</returns>
    public byte[] Finish()
    {
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    public void Time(long nanos)
    {
        // Milliseconds with six decimals: to the nanosecond, and exact.
        _json.WritePropertyName("ts"u8);
        _json.WriteRawValue(string.Create(CultureInfo.InvariantCulture, $"{nanos / 1_000_000}.{nanos % 1_000_000:000000}"));
    }

    public void Sequence(ulong sequence) => _json.WriteNumber("seq"u8, sequence);

    public void Location(double lat, double lon)
    {
        HasLocation = HasContent = true;
        _json.WriteStartObject("loc"u8);
        _json.WriteNumber("lat"u8, lat);
        _json.WriteNumber("lon"u8, lon);
        _json.WriteEndObject();
    }

    public void Event(string type, string? value, double? confidence, IEnumerable<(string Name, JsonElement Value)> with, bool isFirst)
    {
        if (isFirst)
        {
            _json.WriteStartArray("events"u8);
        }

        HasContent = true;
        _json.WriteStartObject();
        _json.WriteString("type"u8, type);
        if (value is not null)
        {
            _json.WriteString("value"u8, value);
        }

        if (confidence is { } sure)
        {
            _json.WriteNumber("confidence"u8, sure);
        }

        foreach (var (name, element) in with)
        {
            _json.WritePropertyName(name);
            element.WriteTo(_json);
        }

        _json.WriteEndObject();
    }

    public void EndEvents() => _json.WriteEndArray();

    public void Attribute(string name, string value)
    {
        if (Named(name) is { } member)
        {
            HasContent = true;
            _json.WriteString(member, value);
        }
    }

    /// <param name="unit">In which it was measured; null for the kind's own.</param>
    public void Metric(string name, double value, string? unit)
    {
        if (Named(name) is not { } member)
        {
            return;
        }

        if (unit is not null && _kind?.Metrics.FirstOrDefault(m => m.Id == member) is { Unit.Length: > 0 } declared
            && !UnitTable.TryConvert(value, unit, declared.Unit, out value))
        {
            Fail(QuarantineReason.BadUnit, $"'{member}' is in '{unit}', which can not be converted to '{declared.Unit}'.");
            return;
        }

        if (!double.IsFinite(value))
        {
            Fail(QuarantineReason.BadType, $"'{member}' is no finite number.");
            return;
        }

        HasContent = true;
        _json.WriteNumber(member, value);
    }

    /// <summary>A value under a flattened name: a number or a boolean is a metric, anything else an attribute.</summary>
    public void Value(string name, JsonElement value, MembersMapping members, int depth = 0)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when depth < MaxDepth:
                foreach (var member in value.EnumerateObject())
                {
                    Value($"{name}_{member.Name}", member.Value, members, depth + 1);
                }

                break;
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                Metric(name, ForeignNumbers.TryRead(value, members.Words, out var number, out _) ? number : double.NaN, UnitOf(name, members));
                break;
            case JsonValueKind.String when members.Words.TryGetValue(value.GetString()!, out var word):
                Metric(name, word, null);
                break;
            case JsonValueKind.String when members.NumbersInText && ForeignNumbers.TryRead(value, members.Words, out var inText, out var unit):
                Metric(name, inText, unit ?? UnitOf(name, members));
                break;
            case JsonValueKind.String:
                Attribute(name, value.GetString()!);
                break;
            case JsonValueKind.Array:
                Attribute(name, value.GetRawText());
                break;
            default:
                break;
        }
    }

    public void Fail(QuarantineReason reason, string detail) => Fault ??= new TranslationFault(reason, detail);

    public void Dispose() => _json.Dispose();

    private static string? UnitOf(string name, MembersMapping members) => UnitsByName.Find(members.Units, name);

    private string? Named(string name)
    {
        var member = _mapping.Rename.TryGetValue(name, out var renamed) ? renamed : ForeignNames.Member(name);
        if (renamed is null && _mapping.Rename.TryGetValue(member, out var again))
        {
            member = again;
        }

        return member.Length == 0 || _mapping.Drop.Contains(name) || _mapping.Drop.Contains(member) ? null : member;
    }
}
