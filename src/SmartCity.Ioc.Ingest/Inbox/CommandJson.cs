using System.Text.Json;
using System.Text.Json.Serialization;
using SmartCity.Ioc.Commands;

namespace SmartCity.Ioc.Ingest.Inbox;

/// <summary>The body of a frame of kind <see cref="Journals.FrameKind.Command"/>. Names are on disk: members are added, never renamed.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AlertCommand))]
internal sealed partial class CommandJson : JsonSerializerContext
{
    public static byte[] Encode(AlertCommand command) => JsonSerializer.SerializeToUtf8Bytes(command, Default.AlertCommand);

    /// <returns>Null where the body is not a command of this version.</returns>
    public static AlertCommand? Decode(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, Default.AlertCommand);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
