using System.Text.Json;
using SmartCity.Ioc.Indicators;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Push.Encoding;

/// <summary>Indicators as JSON objects, with all that a wall needs to show them.</summary>
internal sealed class IndicatorEncoder(CityRegistry registry)
{
    public ReadOnlySpan<byte> Encode(IndicatorScore score)
    {
        var definition = score.Definition;
        var json = FragmentWriter.Begin();
        json.WriteStartObject();
        json.WriteString("id"u8, definition.Id);
        json.WriteStartObject("name"u8);
        json.WriteString("vi"u8, definition.Name.Vi);
        json.WriteString("en"u8, definition.Name.En);
        json.WriteEndObject();
        json.WriteString("domain"u8, Name(definition.Domain));
        json.WriteString("zone"u8, registry.Zones[definition.Zone].Id);
        json.WriteString("unit"u8, definition.Unit);
        json.WriteNumber("decimals"u8, definition.Decimals);
        json.WriteString("direction"u8, Name(definition.Direction));
        json.WriteNumber("target"u8, definition.Target);
        json.WriteNumber("warning"u8, definition.Warning);
        json.WriteNumber("periodSeconds"u8, definition.Period.TotalSeconds);
        json.WriteString("source"u8, definition.Source);
        json.WriteString("status"u8, Name(score.Status));
        if (score.Newest is { } newest)
        {
            json.WriteNumber("value"u8, newest.Value);
            WriteNumber(json, "numerator"u8, newest.Numerator);
            WriteNumber(json, "denominator"u8, newest.Denominator);
            json.WriteNumber("ts"u8, EpochTime.Milliseconds(newest.TimeNanos));
            json.WriteNumber("staleAt"u8, EpochTime.Milliseconds(definition.StaleAtNanos(newest.TimeNanos)));
        }
        else
        {
            json.WriteNull("value"u8);
            json.WriteNull("numerator"u8);
            json.WriteNull("denominator"u8);
            json.WriteNull("ts"u8);
            json.WriteNull("staleAt"u8);
        }

        json.WriteEndObject();
        return FragmentWriter.End();
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
