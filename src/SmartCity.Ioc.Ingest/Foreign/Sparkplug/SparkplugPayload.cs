using System.Buffers.Binary;

namespace SmartCity.Ioc.Ingest.Foreign.Sparkplug;

/// <summary>
/// <c>org.eclipse.tahu.protobuf.Payload</c>, read field by field: two small messages of a fixed schema are no reason for a code generator.
/// Unknown fields are passed over, as Protocol Buffers demand.
/// </summary>
internal sealed record SparkplugPayload(ulong? TimestampMs, ulong? Sequence, IReadOnlyList<SparkplugMetric> Metrics)
{
    /// <exception cref="InvalidDataException">Not a payload.</exception>
    public static SparkplugPayload Parse(ReadOnlySpan<byte> data)
    {
        ulong? timestamp = null;
        ulong? sequence = null;
        var metrics = new List<SparkplugMetric>();
        var reader = new ProtobufReader(data);
        while (reader.TryReadTag(out var field, out var wire))
        {
            switch (field)
            {
                case 1:
                    timestamp = reader.ReadVarint(wire);
                    break;
                case 2:
                    metrics.Add(ParseMetric(reader.ReadBytes(wire)));
                    break;
                case 3:
                    sequence = reader.ReadVarint(wire);
                    break;
                default:
                    reader.Skip(wire);
                    break;
            }
        }

        return new SparkplugPayload(timestamp, sequence, metrics);
    }

    private static SparkplugMetric ParseMetric(ReadOnlySpan<byte> data)
    {
        string? name = null;
        ulong? alias = null;
        ulong? timestamp = null;
        uint type = 0;
        var historical = false;
        var isNull = false;
        string? unit = null;
        object? value = null;
        var reader = new ProtobufReader(data);
        while (reader.TryReadTag(out var field, out var wire))
        {
            switch (field)
            {
                case 1:
                    name = reader.ReadText(wire);
                    break;
                case 2:
                    alias = reader.ReadVarint(wire);
                    break;
                case 3:
                    timestamp = reader.ReadVarint(wire);
                    break;
                case 4:
                    type = (uint)reader.ReadVarint(wire);
                    break;
                case 5:
                    historical = reader.ReadVarint(wire) != 0;
                    break;
                case 7:
                    isNull = reader.ReadVarint(wire) != 0;
                    break;
                case 9:
                    unit = UnitOf(reader.ReadBytes(wire));
                    break;
                case 10 or 11:
                    value = reader.ReadVarint(wire);
                    break;
                case 12:
                    value = BinaryPrimitives.ReadSingleLittleEndian(reader.ReadFixed(wire, 5, 4));
                    break;
                case 13:
                    value = BinaryPrimitives.ReadDoubleLittleEndian(reader.ReadFixed(wire, 1, 8));
                    break;
                case 14:
                    value = reader.ReadVarint(wire) != 0;
                    break;
                case 15:
                    value = reader.ReadText(wire);
                    break;
                default:
                    reader.Skip(wire);
                    break;
            }
        }

        return new SparkplugMetric
        {
            Name = string.IsNullOrEmpty(name) ? null : name,
            Alias = alias,
            TimestampMs = timestamp,
            DataType = type,
            IsHistorical = historical,
            Unit = unit,
            Value = isNull ? null : value,
        };
    }

    // PropertySet: parallel lists of keys and values. "engUnit" is what Sparkplug's own programs call the unit.
    private static string? UnitOf(ReadOnlySpan<byte> data)
    {
        var keys = new List<string>();
        var values = new List<string?>();
        var reader = new ProtobufReader(data);
        while (reader.TryReadTag(out var field, out var wire))
        {
            switch (field)
            {
                case 1:
                    keys.Add(reader.ReadText(wire));
                    break;
                case 2:
                    values.Add(TextOf(reader.ReadBytes(wire)));
                    break;
                default:
                    reader.Skip(wire);
                    break;
            }
        }

        var at = keys.FindIndex(key => key.Equals("engUnit", StringComparison.OrdinalIgnoreCase));
        return at >= 0 && at < values.Count && !string.IsNullOrWhiteSpace(values[at]) ? values[at] : null;
    }

    private static string? TextOf(ReadOnlySpan<byte> property)
    {
        string? text = null;
        var reader = new ProtobufReader(property);
        while (reader.TryReadTag(out var field, out var wire))
        {
            if (field == 8)
            {
                text = reader.ReadText(wire);
            }
            else
            {
                reader.Skip(wire);
            }
        }

        return text;
    }
}
