using System.Text;
using System.Text.Json;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>Names and texts of a payload: unescaped, cut to a length, remembered where they repeat. Owned by one thread.</summary>
internal sealed class JsonTexts(OpenElement element)
{
    private readonly TextCache _cache = new();
    private byte[] _unescaped = new byte[1024];

    public string Cached(ReadOnlySpan<byte> text) => _cache.Get(text);

    /// <summary>A scalar as text.</summary>
    public string Text(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => TryText(ref reader, out var text) ? Clipped(text) : "",
    };

    // A text over 1 KiB is cut at a character and says so by its last one.
    public string Clipped(ReadOnlySpan<byte> text)
    {
        const int MaxText = 1024;
        if (text.Length <= MaxText)
        {
            return Cached(text);
        }

        var end = MaxText;
        while ((text[end] & 0xc0) == 0x80)
        {
            end--;
        }

        return Encoding.UTF8.GetString(text[..end]) + "…";
    }

    /// <summary>The token's text, valid until the next call.</summary>
    public bool TryText(ref Utf8JsonReader reader, out ReadOnlySpan<byte> text)
    {
        text = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            return true;
        }

        if (text.Length > _unescaped.Length)
        {
            _unescaped = new byte[text.Length];
        }

        try
        {
            text = _unescaped.AsSpan(0, reader.CopyString(_unescaped));
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: JSON's grammar allows it, UTF-8 can not hold it.
            element.Fail(QuarantineReason.MalformedPayload, $"The text {Shown(text)} is not Unicode.");
            return false;
        }
    }

    /// <summary>A token for a person.</summary>
    public static string Shown(in Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => $"'{Shown(reader.ValueSpan)}'",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        _ => Shown(reader.ValueSpan),
    };

    /// <inheritdoc cref="Shown(in Utf8JsonReader)"/>
    public static string Shown(ReadOnlySpan<byte> text) =>
        text.Length <= 80 ? Encoding.UTF8.GetString(text) : Encoding.UTF8.GetString(text[..80]) + "…";
}
