using System.Buffers.Binary;
using System.Text;

namespace SmartCity.Ioc.Simulators.City.Foreign;

/// <summary>A pump behind an edge node that speaks Sparkplug B (https://sparkplug.eclipse.org/specification/version/3.0): births with names,
/// types and units, then data by alias alone, the node's own among them. It is born again every hour, for hosts that came later.</summary>
internal sealed class SparkplugVoice(string prefix, string group, string node, string device) : IForeignVoice
{
    private const int TurnsOfALife = 240;

    // org.eclipse.tahu.protobuf.Payload; section 6.4.16 of the specification has the types.
    private const int UInt64 = 8, Double = 10, Boolean = 11;

    private const int NodeAlias = 100;

    private int _sequence;

    public TimeSpan Interval => TimeSpan.FromSeconds(15);

    public IEnumerable<ForeignMessage> Speak(Situation situation, DateTimeOffset now, Measurement measured)
    {
        var at = (ulong)now.ToUnixTimeMilliseconds();
        var isRunning = situation.Wander(1, 400) > -0.4;
        var pressure = isRunning ? 410 + (25 * situation.Wander(2, 90)) + situation.Jitter(3) : 180 + situation.Jitter(3);
        var flow = isRunning ? 85 + (12 * situation.Wander(4, 120)) + (0.5 * situation.Jitter(5)) : 0;
        var load = 20 + (8 * situation.Wander(6, 60));
        (double Number, bool IsFlag)[] values = [(pressure, false), (flow, false), (isRunning ? 1 : 0, true)];
        if (situation.Device.Messages % TurnsOfALife == 0)
        {
            _sequence = 0;
            yield return Message("NBIRTH", null, at, payload =>
            {
                Metric(payload, "bdSeq", null, UInt64, null, metric => Number(metric, 11, 0));
                Value(payload, "load", NodeAlias, "%", (load, false));
            });
            yield return Message("DBIRTH", device, at, payload => Each(values, (i, value) => Value(payload, Names[i].Name, i, Names[i].Unit, value)));
        }
        else
        {
            if (situation.Device.Messages % 2 == 0)
            {
                yield return Message("NDATA", null, at, payload => Value(payload, null, NodeAlias, null, (load, false)));
            }

            yield return Message("DDATA", device, at, payload => Each(values, (i, value) => Value(payload, null, i, null, value)));
        }
    }

    private static readonly (string Name, string? Unit)[] Names = [("pressure", "kPa"), ("flow", "m3/h"), ("running", null)];

    private static void Each((double, bool)[] values, Action<int, (double, bool)> write)
    {
        for (var i = 0; i < values.Length; i++)
        {
            write(i, values[i]);
        }
    }

    private static void Value(Stream payload, string? name, int alias, string? unit, (double Number, bool IsFlag) value) =>
        Metric(payload, name, (ulong)alias + 1, value.IsFlag ? Boolean : Double, unit, metric =>
        {
            if (value.IsFlag)
            {
                Number(metric, 14, (ulong)value.Number);
                return;
            }

            Span<byte> bits = stackalloc byte[8];
            BinaryPrimitives.WriteDoubleLittleEndian(bits, Math.Round(value.Number, 2));
            Varint(metric, (13 << 3) | 1);
            metric.Write(bits);
        });

    private static void Metric(Stream payload, string? name, ulong? alias, int type, string? unit, Action<Stream> value) => Nested(payload, 2, metric =>
    {
        if (name is not null)
        {
            Text(metric, 1, name);
        }

        if (alias is { } number)
        {
            Number(metric, 2, number);
        }

        Number(metric, 4, (ulong)type);
        if (unit is not null)
        {
            // PropertySet: keys, then values of type String (12).
            Nested(metric, 9, properties =>
            {
                Text(properties, 1, "engUnit");
                Nested(properties, 2, property =>
                {
                    Number(property, 1, 12);
                    Text(property, 8, unit);
                });
            });
        }

        value(metric);
    });

    private ForeignMessage Message(string type, string? about, ulong at, Action<Stream> metrics)
    {
        using var payload = new MemoryStream();
        Number(payload, 1, at);
        metrics(payload);
        Number(payload, 3, (ulong)_sequence);
        _sequence = (_sequence + 1) % 256;
        return new ForeignMessage($"{prefix}/{group}/{type}/{node}{(about is null ? "" : "/" + about)}", payload.ToArray());
    }

    private static void Nested(Stream output, int field, Action<Stream> write)
    {
        using var inner = new MemoryStream();
        write(inner);
        Varint(output, (ulong)((field << 3) | 2));
        Varint(output, (ulong)inner.Length);
        inner.WriteTo(output);
    }

    private static void Text(Stream output, int field, string text)
    {
        Varint(output, (ulong)((field << 3) | 2));
        Varint(output, (ulong)Encoding.UTF8.GetByteCount(text));
        output.Write(Encoding.UTF8.GetBytes(text));
    }

    private static void Number(Stream output, int field, ulong value)
    {
        Varint(output, (ulong)(field << 3));
        Varint(output, value);
    }

    private static void Varint(Stream output, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            output.WriteByte((byte)(value | 0x80));
        }

        output.WriteByte((byte)value);
    }
}
