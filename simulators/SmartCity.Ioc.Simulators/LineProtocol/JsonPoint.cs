using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SmartCity.Ioc.Storage.Influx;

namespace SmartCity.Ioc.Simulators.LineProtocol;

/// <summary>A point as JSON in, its line as JSON out.</summary>
internal sealed class JsonPoint
{
    private const string Refused = "null";
    private readonly LineProtocolWriter _line = new();
    private readonly ArrayBufferWriter<byte> _output = new();

    public string Answer(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            _output.ResetWrittenCount();
            return TryWrite(document.RootElement)
                ? $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(Encoding.UTF8.GetString(_output.WrittenSpan[..^1]))}\""
                : Refused;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or a text in it is not Unicode.
            return Refused;
        }
    }

    private bool TryWrite(JsonElement point)
    {
        if (point.ValueKind != JsonValueKind.Object || Text(point, "name") is not { } name || !IsListOrAbsent(point, "tags") || !IsListOrAbsent(point, "fields")
            || !point.TryGetProperty("time", out var time) || time.ValueKind != JsonValueKind.Number || !time.TryGetInt64(out var nanos))
        {
            return false;
        }

        _line.Begin(name);
        foreach (var tag in Items(point, "tags"))
        {
            if (Text(tag, "key") is not { } key || Text(tag, "value") is not { } value)
            {
                return false;
            }

            _line.Tag(key, value);
        }

        foreach (var field in Items(point, "fields"))
        {
            if (Text(field, "key") is not { } key || !field.TryGetProperty("value", out var value) || !TryField(Encoding.UTF8.GetBytes(key), value))
            {
                return false;
            }
        }

        return _line.End(nanos, _output);
    }

    private bool TryField(byte[] key, JsonElement typed)
    {
        if (typed.ValueKind != JsonValueKind.Object || typed.GetPropertyCount() != 1)
        {
            return false;
        }

        var value = typed.EnumerateObject().First();
        switch (value.Name, value.Value.ValueKind)
        {
            case ("float", JsonValueKind.Number) when value.Value.TryGetDouble(out var number):
                _line.Field(key, number);
                return true;
            case ("int", JsonValueKind.Number) when value.Value.TryGetInt64(out var number):
                _line.Field(key, number);
                return true;
            case ("uint", JsonValueKind.Number) when value.Value.TryGetUInt64(out var number):
                _line.Field(key, number);
                return true;
            case ("bool", JsonValueKind.True or JsonValueKind.False):
                _line.Field(key, value.Value.GetBoolean());
                return true;
            case ("string", JsonValueKind.String):
                _line.Field(key, value.Value.GetString());
                return true;
            default:
                return false;
        }
    }

    private static string? Text(JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static bool IsListOrAbsent(JsonElement element, string property) =>
        !element.TryGetProperty(property, out var items) || items.ValueKind is JsonValueKind.Array or JsonValueKind.Null;

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string property) =>
        element.TryGetProperty(property, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : default;
}
