using System.Buffers;
using System.Text.Json;

namespace SmartCity.Ioc.Host.Api;

/// <summary>One message of a body of <c>POST /readings</c>: the payload is the object without its <c>topic</c>.</summary>
internal readonly record struct PostedReading(string Topic, ReadOnlyMemory<byte> Payload);

/// <summary>
/// Takes a body apart: one object, an array of objects, or an object a line (NDJSON), whatever its content type says. All or nothing, so
/// that a sender never has to find out which half was taken.
/// </summary>
internal static class ReadingsBody
{
    private const int LongestTopic = 1024;
    private const int MostErrors = 10;

    /// <param name="errors">What is wrong, by place (<c>[3]</c>, counted from 0); empty when all is well.</param>
    public static List<PostedReading> Read(ReadOnlyMemory<byte> body, Dictionary<string, string[]> errors)
    {
        var readings = new List<PostedReading>();

        // Consecutive top-level values: an array is one of them, and so is each line of NDJSON.
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { AllowMultipleValues = true });
        try
        {
            while (reader.Read())
            {
                using var document = JsonDocument.ParseValue(ref reader);
                if (document.RootElement.ValueKind == JsonValueKind.Array)
                {
                    foreach (var element in document.RootElement.EnumerateArray())
                    {
                        Take(element, readings, errors);
                    }
                }
                else
                {
                    Take(document.RootElement, readings, errors);
                }
            }
        }
        catch (JsonException e)
        {
            errors.TryAdd($"[{readings.Count}]", [$"Not JSON: {e.Message}"]);
        }

        return readings;
    }

    private static void Take(JsonElement element, List<PostedReading> readings, Dictionary<string, string[]> errors)
    {
        if (errors.Count >= MostErrors)
        {
            return;
        }

        var place = $"[{readings.Count}]";
        if (element.ValueKind != JsonValueKind.Object)
        {
            errors.TryAdd(place, ["Not an object."]);
        }
        else if (!element.TryGetProperty("topic", out var topic)
            || topic.ValueKind != JsonValueKind.String
            || topic.GetString() is not { Length: > 0 and <= LongestTopic } name)
        {
            errors.TryAdd(place, ["topic is missing: a text like ioc/v1/{zone}/{kind}/{device} must stand there."]);
        }
        else
        {
            readings.Add(new PostedReading(name, WithoutTopic(element)));
            return;
        }

        // Keeps the numbers of the places that follow right.
        readings.Add(default);
    }

    private static ReadOnlyMemory<byte> WithoutTopic(JsonElement element)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var member in element.EnumerateObject())
            {
                if (!member.NameEquals("topic"u8))
                {
                    member.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
