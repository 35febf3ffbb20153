using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SmartCity.Ioc.Simulators.Record;

/// <summary>
/// A captured message as one line of JSON: <c>{"at":MILLISECONDS,"topic":"…","retain":true,"payload":"…"}</c>, with <c>base64</c> instead of
/// <c>payload</c> where the bytes are not UTF-8. What is read from it are the same bytes.
/// What <c>mosquitto_sub -F %j</c> or <c>%J</c> prints is read too.
/// </summary>
/// <param name="At">When it arrived.</param>
internal sealed record CaptureLine(DateTimeOffset At, string Topic, bool Retain, byte[] Payload)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // People read captures: a Vietnamese name stays one. The lines are files, never a web page.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(IBufferWriter<byte> output, DateTimeOffset at, ReadOnlySpan<byte> topic, bool retain, ReadOnlySequence<byte> payload)
    {
        using var json = new Utf8JsonWriter(output, Readable);
        json.WriteStartObject();
        json.WriteNumber("at", at.ToUnixTimeMilliseconds());
        json.WriteString("topic", topic);
        if (retain)
        {
            json.WriteBoolean("retain", true);
        }

        var bytes = payload.ToArray();
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            json.WriteString("payload", bytes);
        }
        else
        {
            json.WriteBase64String("base64", bytes);
        }

        json.WriteEndObject();
        json.Flush();
        output.Write("\n"u8);
    }

    /// <exception cref="InvalidDataException">The line is not of this form; the message says why.</exception>
    public static CaptureLine Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var json = document.RootElement;
            var payload = json.TryGetProperty("base64", out var base64)
                ? base64.GetBytesFromBase64()
                : PayloadOf(json.GetProperty("payload"));
            return new CaptureLine(
                TimeOf(json),
                json.GetProperty("topic").GetString() is { Length: > 0 } topic ? topic : throw new InvalidDataException("'topic' is empty"),
                json.TryGetProperty("retain", out var retain) && retain.ValueKind != JsonValueKind.False && retain.GetRawText() != "0",
                payload);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            or ArgumentException)
        {
            throw new InvalidDataException($"not a captured message: {fault.Message}", fault);
        }
    }

    // mosquitto_sub writes "tst" as 2026-11-22T04:00:00.123456+0000.
    private static DateTimeOffset TimeOf(JsonElement json) => json.TryGetProperty("tst", out var text)
        ? DateTimeOffset.ParseExact(
            text.GetString()!, ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
        : DateTimeOffset.FromUnixTimeMilliseconds(json.GetProperty("at").GetInt64());

    // With %J a payload that is JSON stands there as it is.
    private static byte[] PayloadOf(JsonElement payload) => payload.ValueKind switch
    {
        JsonValueKind.String => Strict.GetBytes(payload.GetString()!),
        JsonValueKind.Null => throw new InvalidDataException("'payload' is null"),
        _ => Strict.GetBytes(payload.GetRawText()),
    };
}
