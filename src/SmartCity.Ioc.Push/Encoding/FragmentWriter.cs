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
    private static ArrayBufferWriter<byte>? t_buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? t_json;

    /// <summary>The calling thread's writer, empty. Not to be held over an await or used for two fragments at once.</summary>
    public static Utf8JsonWriter Begin()
    {
        t_buffer ??= new ArrayBufferWriter<byte>(1024);
        t_buffer.ResetWrittenCount();
        t_json ??= new Utf8JsonWriter(t_buffer, Options);
        t_json.Reset();
        return t_json;
    }

    public static byte[] End()
    {
        t_json!.Flush();
        return t_buffer!.WrittenSpan.ToArray();
    }
}
