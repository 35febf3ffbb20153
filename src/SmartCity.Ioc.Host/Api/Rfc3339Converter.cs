using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmartCity.Ioc.Host.Api;

/// <summary>Times as RFC 3339 in UTC with milliseconds (<c>2026-11-22T04:05:06.789Z</c>); read with any offset.</summary>
internal sealed class Rfc3339Converter : JsonConverter<DateTimeOffset>
{
    public const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && ApiTime.TryParse(reader.GetString(), out var time)
            ? time
            : throw new JsonException("A time is written like 2026-11-22T04:05:06.789Z.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[32];
        value.UtcDateTime.TryFormat(text, out var length, Format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }
}
