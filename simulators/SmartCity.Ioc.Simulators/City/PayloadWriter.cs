using System.Buffers;
using System.Globalization;
using System.Text.Json;
using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Simulators.City;

/// <summary>Writes a measurement as CONTRACT's JSON. The bytes stay valid until the next message.</summary>
internal sealed class PayloadWriter : IDisposable
{
    /// <summary>A position now and then is enough for a device that does not move.</summary>
    private const int LocationEvery = 20;

    private readonly ArrayBufferWriter<byte> _buffer = new(512);
    private readonly Utf8JsonWriter _json;

    public PayloadWriter() => _json = new Utf8JsonWriter(_buffer);

    public void Dispose() => _json.Dispose();

    public ReadOnlyMemory<byte> Write(in Situation situation, DateTimeOffset timestamp, Measurement measurement)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        var device = situation.Device;
        _json.WriteStartObject();
        _json.WriteNumber("ts", timestamp.ToUnixTimeMilliseconds());
        // From 0 in every run, as after a device's restart.
        _json.WriteNumber("seq", device.Messages);
        for (var i = 0; i < device.Kind.Metrics.Count; i++)
        {
            var metric = device.Kind.Metrics[i];
            var value = measurement.TryGet(metric.Id, out var known) ? known : Wandering(situation, metric, i);
            _json.WriteNumber(metric.Id, Math.Round(Math.Clamp(value, metric.Min, metric.Max), metric.Decimals, MidpointRounding.AwayFromZero));
        }

        if (device.Messages % LocationEvery == 0)
        {
            _json.WriteStartObject("loc");
            _json.WriteNumber("lat", device.Location.Lat);
            _json.WriteNumber("lon", device.Location.Lon);
            _json.WriteEndObject();
        }

        WritePlates(situation, measurement.Plates);
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenMemory;
    }

    /// <summary>Around the first third of the range, where most quantities live.</summary>
    private static double Wandering(in Situation situation, MetricDefinition metric, int which) =>
        metric.Min + ((metric.Max - metric.Min) * (0.3 + (0.1 * (situation.Trait(100 + which) - 0.5)) + (0.03 * situation.Wander(100 + which, 120))));

    private void WritePlates(in Situation situation, int count)
    {
        if (count == 0)
        {
            return;
        }

        _json.WriteStartArray("events");
        for (var i = 0; i < count; i++)
        {
            var draw = Noise.Hash(situation.Seed, situation.Device.Stream + 11, (situation.Device.Messages * 4) + i);
            _json.WriteStartObject();
            _json.WriteString("type", "plate");
            _json.WriteString("value", Plate(draw));
            _json.WriteNumber("confidence", Math.Round(0.8 + ((draw >> 40) % 200 / 1000.0), 2));
            _json.WriteNumber("lane", 1 + (int)((draw >> 56) % 3));
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    /// <summary>A made-up number plate of the province (72), in the form <c>72A-123.45</c>.</summary>
    private static string Plate(ulong draw)
    {
        var number = (int)(draw % 100_000);
        var letter = "ABCDEFGHKLMNPSTUVXYZ"[(int)((draw >> 20) % 20)];
        return string.Create(CultureInfo.InvariantCulture, $"72{letter}-{number / 100:000}.{number % 100:00}");
    }
}
