using System.Buffers;
using System.Text.Json;

namespace SmartCity.Ioc.Simulators.Replay;

/// <summary>A recorded message's payload: the bytes that came, or its row as the contract's JSON. The same message gives the same bytes.</summary>
internal sealed class RecordedPayload : IDisposable
{
    private readonly ArrayBufferWriter<byte> _payload = new();
    private readonly Utf8JsonWriter _json;

    public RecordedPayload() => _json = new Utf8JsonWriter(_payload);

    public void Dispose() => _json.Dispose();

    /// <param name="at">The event time to write; bytes that came keep theirs.</param>
    /// <returns>Valid until the next call.</returns>
    public ReadOnlyMemory<byte> Of(in RecordedEvent recorded, DateTimeOffset at)
    {
        if (recorded.Raw is { } raw)
        {
            return raw;
        }

        _payload.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteNumber("ts", at.ToUnixTimeMilliseconds());
        if (recorded.Sequence is { } sequence)
        {
            _json.WriteNumber("seq", sequence);
        }

        for (var i = 0; i < recorded.Values.Length; i++)
        {
            if (!double.IsNaN(recorded.Values[i]))
            {
                _json.WriteNumber(recorded.Metrics[i].Metric, recorded.Values[i]);
            }
        }

        _json.WriteEndObject();
        _json.Flush();
        return _payload.WrittenMemory;
    }
}
