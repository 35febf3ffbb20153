using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Ingest.Foreign.Formats;

/// <summary>
/// NGSI-LD (ETSI GS CIM 009) and NGSIv2 entities: one, a list, or those of a notification; normalized, concise or key-values. All become
/// <c>[{"device", "entity": {…key-values…}}]</c>; a number with a <c>unitCode</c> (UN/CEFACT Recommendation 20) has its unit behind it.
/// </summary>
/// <remarks>The device is what the entity is of, not the entity: older models write the period into the id (<c>…-2016-03-15T11:00:00</c>),
/// which would make a device of every hour.</remarks>
internal sealed partial class NgsiFormat : IPayloadFormat
{
    // UN/CEFACT common code = UCUM.
    private const string Codes =
        "CEL=Cel FAH=[degF] KEL=K P1=% C62=1 GP=mg/m3 GQ=ug/m3 59=ppm 61=ppb MTS=m/s KMH=km/h A97=hPa PAL=Pa MTR=m "
        + "MMT=mm CMT=cm KMT=km LUX=lx 2N=dB WTT=W KWT=kW KWH=kWh VLT=V AMP=A DD=deg SEC=s MIN=min HUR=h LTR=L MTQ=m3 "
        + "D54=W/m2 H67=mm/h";

    private static readonly Dictionary<string, string> UnitCodes = Codes.Split(' ').Select(pair => pair.Split('='))
        .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    public JsonDocument Read(in ForeignMessage message)
    {
        using var document = JsonFormat.Parse(message.Payload);
        var json = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartArray();
            foreach (var entity in Entities(document.RootElement))
            {
                Write(entity, writer);
            }

            writer.WriteEndArray();
        }

        return JsonDocument.Parse(json.WrittenMemory);
    }

    public void Save(BinaryWriter writer)
    {
        // An entity stands for itself.
    }

    public void Restore(BinaryReader reader)
    {
    }

    private static IEnumerable<JsonElement> Entities(JsonElement root)
    {
        // ETSI GS CIM 009 section 5.3.1, NGSIv2 "Notification Messages": the entities lie in "data".
        var from = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array ? data : root;
        foreach (var entity in from.ValueKind == JsonValueKind.Array ? from.EnumerateArray().AsEnumerable() : [from])
        {
            yield return entity.ValueKind == JsonValueKind.Object && entity.TryGetProperty("id", out _)
                ? entity
                : throw new UnreadablePayloadException(QuarantineReason.MalformedPayload, "An NGSI entity is an object with an 'id'.");
        }
    }

    private static void Write(JsonElement entity, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("device", DeviceOf(entity));
        json.WriteStartObject("entity");
        var observedAt = "";
        foreach (var member in entity.EnumerateObject())
        {
            var value = Default(member.Value);
            json.WritePropertyName(member.Name);
            WriteValue(value, json);
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("observedAt", out var at)
                && at.GetString() is { } text && string.CompareOrdinal(text, observedAt) > 0)
            {
                observedAt = text;
            }
        }

        if (observedAt.Length > 0 && !entity.TryGetProperty("observedAt", out _))
        {
            json.WriteString("observedAt", observedAt);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    // Section 4.5.5: of several instances of an attribute the one without a datasetId is the default; without one, the last stands for it.
    private static JsonElement Default(JsonElement member)
    {
        if (member.ValueKind != JsonValueKind.Array || member.GetArrayLength() == 0
            || member.EnumerateArray().Any(one => one.ValueKind != JsonValueKind.Object || !(one.TryGetProperty("value", out _) || one.TryGetProperty("object", out _))))
        {
            return member;
        }

        var found = member[member.GetArrayLength() - 1];
        foreach (var one in member.EnumerateArray().Where(one => !one.TryGetProperty("datasetId", out _)))
        {
            found = one;
        }

        return found;
    }

    private static void WriteValue(JsonElement member, Utf8JsonWriter json)
    {
        if (member.ValueKind != JsonValueKind.Object || (!member.TryGetProperty("value", out var value) && !member.TryGetProperty("object", out value)))
        {
            member.WriteTo(json);
            return;
        }

        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("@value", out var typed))
        {
            value = typed;
        }

        if (value.ValueKind == JsonValueKind.Number && member.TryGetProperty("unitCode", out var code)
            && UnitCodes.TryGetValue(code.ToString(), out var unit))
        {
            json.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{value.GetRawText()} {unit}"));
            return;
        }

        value.WriteTo(json);
    }

    private static string DeviceOf(JsonElement entity)
    {
        var id = entity.GetProperty("id").ToString();
        var type = entity.TryGetProperty("type", out var said) ? said.ToString() : "";
        foreach (var prefix in (string[])["urn:ngsi-ld:" + type + ":", "urn:ngsi-ld:", "urn:ngsi:"])
        {
            if (id.StartsWith(prefix, StringComparison.Ordinal))
            {
                id = id[prefix.Length..];
                break;
            }
        }

        var stable = Times().Replace(id, "");
        return stable.Length > 0 ? stable : id;
    }

    [GeneratedRegex(@"[-_:/]?\d{4}-\d\d-\d\dT\d\d[:.]?\d\d([:.]?\d\d)?(\.\d+)?(Z|[+-]\d\d:?\d\d)?", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Times();
}
