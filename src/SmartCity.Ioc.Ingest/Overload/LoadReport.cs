using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmartCity.Ioc.Ingest.Overload;

/// <summary>The body of a frame of kind <see cref="Journals.FrameKind.Load"/>. Names are on disk: members are added, never renamed.</summary>
/// <param name="Stage">For a person who reads the journal.</param>
/// <param name="Keep">Kinds whose single readings are stored from here on; null for all, empty for none.</param>
/// <param name="Shed">Messages shed before the journal since the last such frame, by kind.</param>
internal sealed record LoadReport(string Stage, IReadOnlyList<string>? Keep, IReadOnlyDictionary<string, long> Shed)
{
    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, LoadReportJson.Default.LoadReport);

    /// <returns>Null where the body is none of this version.</returns>
    public static LoadReport? Decode(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, LoadReportJson.Default.LoadReport) is { Stage: not null, Shed: not null } report ? report : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LoadReport))]
internal sealed partial class LoadReportJson : JsonSerializerContext;
