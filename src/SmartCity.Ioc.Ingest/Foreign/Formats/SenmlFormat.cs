using System.Buffers;
using System.Globalization;
using System.Text.Json;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Ingest.Foreign.Formats;

/// <summary>
/// SenML (RFC 8428) in JSON or CBOR, told apart by the first byte. Base fields are resolved (section 4.6), relative times are taken from
/// the arrival (4.5.3), and the records are put together by who measured when:
/// <c>[{"device", "time", "records": [{"name", "value", "unit"}]}]</c>, a sum as <c>{name}_sum</c>.
/// </summary>
/// <remarks>
/// The RFC joins base name and name and does not say where the device ends. Where a record has both, the base name is the device;
/// otherwise a <c>urn:dev:</c> name is up to its end or the component behind it (RFC 9039), and what it measures without one is its
/// <c>value</c>; of any other name the part up to the last <c>/</c> or <c>:</c> is. A name without either belongs to no device of its own: then
/// <c>device</c> is missing and the decoder takes it from the topic.
/// </remarks>
internal sealed class SenmlFormat : IPayloadFormat
{
    /// <summary>RFC 8428 section 4.4: the version that this reads.</summary>
    private const int NewestVersion = 10;

    private const string DeviceUrn = "urn:dev:";

    private static readonly string[] ValueFields = ["v", "vs", "vb", "vd"];

    /// <summary>RFC 8428 section 4.5.3: a time below 2^28 s is relative to now.</summary>
    private const double RelativeBelow = 268_435_456;

    // Section 4.5.1: which letters a resolved name may have.
    private static readonly SearchValues<char> NameLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-:./_");

    public JsonDocument Read(in ForeignMessage message)
    {
        var isCbor = !message.Payload.IsEmpty && message.Payload[0] >> 5 == SenmlCbor.ArrayType;
        using var pack = isCbor ? SenmlCbor.ToJson(message.Payload) : JsonFormat.Parse(message.Payload);
        var groups = Resolve(pack.RootElement, message.ArrivalNanos);
        var json = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(json))
        {
            Write(groups, writer);
        }

        return JsonDocument.Parse(json.WrittenMemory);
    }

    public void Save(BinaryWriter writer)
    {
        // A pack stands for itself.
    }

    public void Restore(BinaryReader reader)
    {
    }

    private static List<Group> Resolve(JsonElement pack, long arrivalNanos)
    {
        if (pack.ValueKind != JsonValueKind.Array)
        {
            throw Malformed("A SenML pack is an array of records.");
        }

        var groups = new List<Group>();
        var bases = new Bases();
        foreach (var record in pack.EnumerateArray())
        {
            if (record.ValueKind != JsonValueKind.Object)
            {
                throw Malformed("A SenML record is an object.");
            }

            bases.Take(record);
            Add(record, bases, arrivalNanos, groups);
        }

        return groups;
    }

    private static void Add(JsonElement record, Bases bases, long arrivalNanos, List<Group> groups)
    {
        var values = ValuesOf(record, bases);
        if (values.Count == 0)
        {
            // A record of base fields alone sets them for those behind it.
            return;
        }

        var own = TextOf(record, "n") ?? "";
        var resolved = bases.Name + own;
        if (resolved.Length == 0 || !char.IsAsciiLetterOrDigit(resolved[0]) || resolved.AsSpan().ContainsAnyExcept(NameLetters))
        {
            throw Malformed($"'{resolved}' is no SenML name (RFC 8428 section 4.5.1).");
        }

        var (device, name) = Split(bases.Name, own);
        var nanos = Nanos(bases.Time, DecimalOf(record, "t") ?? 0, arrivalNanos);
        var group = groups.Find(g => g.Device == device && g.Nanos == nanos);
        if (group is null)
        {
            groups.Add(group = new Group(device, nanos, []));
        }

        var unit = TextOf(record, "u") ?? bases.Unit;
        group.Records.AddRange(values.Select(v => new Resolved(name + v.Suffix, v.Value, v.Suffix.Length > 0 ? null : unit)));
    }

    private static (string? Device, string Name) Split(string baseName, string own)
    {
        if (own.Length > 0 && baseName.Length > 0)
        {
            return (baseName.TrimEnd('/', ':', '.', '-', '_'), own);
        }

        var whole = baseName + own;
        if (whole.StartsWith(DeviceUrn, StringComparison.Ordinal) && whole.IndexOf(':', DeviceUrn.Length) is var type and > 0)
        {
            var identifier = whole.AsSpan(type + 1);
            var stop = identifier.IndexOfAny(":/_");
            return stop <= 0 || stop == identifier.Length - 1
                ? (whole.TrimEnd('/', ':', '_'), "value")
                : (whole[..(type + 1 + stop)], identifier[(stop + 1)..].ToString());
        }

        var end = whole.AsSpan().LastIndexOfAny('/', ':');
        return end > 0 && end < whole.Length - 1 ? (whole[..end], whole[(end + 1)..]) : (null, whole);
    }

    private static List<(string Suffix, object Value)> ValuesOf(JsonElement record, Bases bases)
    {
        // Section 4.2: a record has at most one of them.
        if (ValueFields.Count(field => record.TryGetProperty(field, out _)) > 1)
        {
            throw Malformed("A record has more than one value.");
        }

        var values = new List<(string, object)>();
        if (DecimalOf(record, "v") is { } number)
        {
            values.Add(("", number + bases.Value));
        }
        else if (TextOf(record, "vs") is { } text)
        {
            values.Add(("", text));
        }
        else if (record.TryGetProperty("vb", out var flag))
        {
            values.Add(("", flag.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => throw Malformed("'vb' is neither true nor false."),
            }));
        }
        else if (TextOf(record, "vd") is { } data)
        {
            values.Add(("", data));
        }
        else if (bases.HasValue && record.TryGetProperty("n", out _) && !record.TryGetProperty("s", out _))
        {
            // Section 4.6: a base value stands for the value of a record that has none.
            values.Add(("", bases.Value));
        }

        if (DecimalOf(record, "s") is { } sum)
        {
            values.Add(("_sum", sum + bases.Sum));
        }

        return values;
    }

    private static long Nanos(decimal baseTime, decimal time, long arrivalNanos)
    {
        var seconds = baseTime + time;
        var nanos = (seconds * 1_000_000_000) + ((double)seconds < RelativeBelow ? arrivalNanos : 0);
        return nanos is >= 0 and < long.MaxValue
            ? (long)nanos
            : throw new UnreadablePayloadException(QuarantineReason.BadTime, $"The time {seconds.ToString(CultureInfo.InvariantCulture)} s is out of this world.");
    }

    private static void Write(List<Group> groups, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var group in groups)
        {
            json.WriteStartObject();
            if (group.Device is not null)
            {
                json.WriteString("device", group.Device);
            }

            json.WriteNumber("time", group.Nanos);
            json.WriteStartArray("records");
            foreach (var record in group.Records)
            {
                json.WriteStartObject();
                json.WriteString("name", record.Name);
                json.WritePropertyName("value");
                switch (record.Value)
                {
                    case bool flag:
                        json.WriteBooleanValue(flag);
                        break;
                    case decimal number:
                        json.WriteNumberValue(number);
                        break;
                    default:
                        json.WriteStringValue((string)record.Value);
                        break;
                }

                if (record.Unit is not null)
                {
                    json.WriteString("unit", record.Unit);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static decimal? DecimalOf(JsonElement record, string name)
    {
        if (!record.TryGetProperty(name, out var member))
        {
            return null;
        }

        if (member.ValueKind == JsonValueKind.Number && decimal.TryParse(member.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        throw Malformed($"'{name}' is no number.");
    }

    private static string? TextOf(JsonElement record, string name)
    {
        if (!record.TryGetProperty(name, out var member))
        {
            return null;
        }

        return member.ValueKind == JsonValueKind.String ? member.GetString() : throw Malformed($"'{name}' is no text.");
    }

    private static UnreadablePayloadException Malformed(string detail) => new(QuarantineReason.MalformedPayload, detail);

    private sealed record Resolved(string Name, object Value, string? Unit);

    private sealed record Group(string? Device, long Nanos, List<Resolved> Records);

    /// <summary>Base fields hold from their record on (section 4.1).</summary>
    private sealed class Bases
    {
        private static readonly string[] Known = ["bn", "bt", "bu", "bv", "bs", "bver", "n", "u", "v", "vs", "vb", "vd", "s", "t", "ut"];

        private decimal _version;

        public string Name { get; private set; } = "";

        public decimal Time { get; private set; }

        public string? Unit { get; private set; }

        public decimal Value { get; private set; }

        public bool HasValue { get; private set; }

        public decimal Sum { get; private set; }

        public void Take(JsonElement record)
        {
            Name = TextOf(record, "bn") ?? Name;
            Unit = TextOf(record, "bu") ?? Unit;
            Time = DecimalOf(record, "bt") ?? Time;
            Sum = DecimalOf(record, "bs") ?? Sum;
            if (DecimalOf(record, "bv") is { } value)
            {
                (Value, HasValue) = (value, true);
            }

            if (DecimalOf(record, "bver") is { } version)
            {
                if (version > NewestVersion || (_version != 0 && version != _version))
                {
                    throw Malformed($"The pack has version {version.ToString(CultureInfo.InvariantCulture)}; up to {NewestVersion} can be read, and only one in a pack.");
                }

                _version = version;
            }

            // Section 4.4: a label that ends in _ must be understood or the pack refused; others may be passed over.
            foreach (var member in record.EnumerateObject())
            {
                if (member.Name.EndsWith('_') && !Known.Contains(member.Name))
                {
                    throw Malformed($"'{member.Name}' must be understood, and is not (RFC 8428 section 4.4).");
                }
            }
        }
    }
}
