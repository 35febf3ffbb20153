using System.Text.Json;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Push.State;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Push.Encoding;

/// <summary>Zones as JSON objects of CONTRACT section 4.</summary>
internal sealed class ZoneEncoder(CityRegistry registry)
{
    /// <summary>With the figures of all kinds: made once per change and shared.</summary>
    public ReadOnlyMemory<byte> Encode(ZoneRow row)
    {
        var encoded = row.Encoded;
        if (encoded is null || encoded.Version != row.Version)
        {
            var state = row.Read();
            encoded = new EncodedZone(state.Version, Write(state, null));
            row.Encoded = encoded;
        }

        return encoded.Json;
    }

    /// <summary>With the figures of some kinds only, for a wall that filters by kind.</summary>
    public ReadOnlyMemory<byte> Encode(ZoneRow row, Func<int, bool> hasKind) => Write(row.Read(), hasKind);

    private byte[] Write(ZoneState state, Func<int, bool>? hasKind)
    {
        var json = FragmentWriter.Begin();
        json.WriteStartObject();
        json.WriteString("id"u8, registry.Zones[state.Zone].Id);
        json.WriteString("health"u8, WireNames.Of(state.Health));
        if (state.Coverage is { } coverage)
        {
            json.WriteNumber("coverage"u8, Math.Round(coverage, 4));
        }
        else
        {
            json.WriteNull("coverage"u8);
        }

        json.WriteStartObject("values"u8);
        foreach (var value in state.Values)
        {
            if (hasKind is null || hasKind(value.Kind))
            {
                WriteValue(json, value);
            }
        }

        json.WriteEndObject();
        json.WriteStartObject("alerts"u8);
        for (var severity = Severity.Critical; ; severity--)
        {
            json.WriteNumber(WireNames.Of(severity), state.OpenAlerts[(int)severity]);
            if (severity == Severity.Info)
            {
                break;
            }
        }

        json.WriteEndObject();
        json.WriteEndObject();
        return FragmentWriter.End();
    }

    private void WriteValue(Utf8JsonWriter json, ZoneValue value)
    {
        var window = value.Window;
        json.WriteStartObject($"{registry.Kinds[value.Kind].Id}.{registry.MetricName(value.Metric)}");
        WriteNumber(json, "mean"u8, window.Mean);
        json.WriteNumber("count"u8, window.Count);
        WriteNumber(json, "min"u8, window.Min);
        WriteNumber(json, "max"u8, window.Max);
        WriteNumber(json, "last"u8, window.Last);
        json.WriteNumber("start"u8, EpochTime.Milliseconds(window.StartNanos));
        json.WriteBoolean("final"u8, window.Stage != Aggregates.AggregateStage.Provisional);
        json.WriteEndObject();
    }

    // JSON has no NaN; an empty window has no mean.
    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
