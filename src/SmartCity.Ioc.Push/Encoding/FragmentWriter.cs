using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SmartCity.Ioc.Push.Encoding;

/// <summary>A JSON writer over a buffer of its thread's own, for one fragment at a time; the result is a copy of exactly its size.</summary>
internal static class FragmentWriter
{
    // Vietnamese stays readable on the wire; the text goes to programs as JSON, never into a page's markup unescaped.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    /// <summary>The calling thread's writer, empty. Not to be held over an await or used for two fragments at once.</summary>
    public static Utf8JsonWriter Begin()
    {
        _buffer ??= new ArrayBufferWriter<byte>(1024);
        _buffer.ResetWrittenCount();
        _json ??= new Utf8JsonWriter(_buffer, Options);
        _json.Reset();
        return _json;
    }

    public static byte[] End()
    {
        _json!.Flush();
        return _buffer!.WrittenSpan.ToArray();
    }
}
