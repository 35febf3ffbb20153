using System.Buffers.Binary;
using System.Text;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries;
using SmartCity.Ioc.TimeSeries.History;

namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>Reads frames of the journal of outputs (see <see cref="PointRecord"/>) into points. One thread.</summary>
internal sealed class PointFrame
{
    // Names come back in every frame; each becomes a string once. As many as the city has zones, kinds, devices and metrics.
    private readonly Utf8InternTable _strings = new();
    private readonly List<string> _names = [];

    /// <summary>The ledger's accepted messages up to the frame read last.</summary>
    public long AcceptedMessages { get; private set; }

    public long AcceptedReadings { get; private set; }

    /// <param name="only">Where given, the points of this series alone are taken.</param>
    /// <exception cref="InvalidDataException">Not a frame of points, or of a newer version. Points read before the fault stay in the batch.</exception>
    public void Read(ReadOnlySpan<byte> body, PointBatchBuilder batch, HistorySeries? only = null)
    {
        if (body.IsEmpty || body[0] is < PointEncoder.OldestVersion or > PointEncoder.Version)
        {
            throw new InvalidDataException($"A frame of points has version {(body.IsEmpty ? 0 : body[0])}; this one reads up to {PointEncoder.Version}.");
        }

        body = body[1..];
        AcceptedMessages = (long)VariableInteger.Read(ref body);
        AcceptedReadings = (long)VariableInteger.Read(ref body);
        _names.Clear();
        var isAssumed = false;
        while (!body.IsEmpty)
        {
            var record = (PointRecord)body[0];
            body = body[1..];
            switch (record)
            {
                case PointRecord.Name:
                    var utf8 = Take(ref body, (int)VariableInteger.Read(ref body));
                    _names.Add(_strings[_strings.GetOrAdd(utf8)]);
                    break;
                case PointRecord.TimeAssumed:
                    isAssumed = true;
                    continue;
                case PointRecord.Readings:
                case PointRecord.LateReadings:
                    if (ReadReadings(ref body, only) is { } readings)
                    {
                        batch.Add(readings with { IsLate = record == PointRecord.LateReadings, TimeAssumed = isAssumed });
                    }

                    break;
                case PointRecord.BackFilled:
                case PointRecord.Refill:
                    if (ReadReadings(ref body, only) is { } history)
                    {
                        batch.AddHistory(history with { TimeAssumed = isAssumed }, isRefill: record == PointRecord.Refill);
                    }

                    break;
                case PointRecord.Window:
                    if (ReadWindow(ref body, only) is { } window)
                    {
                        batch.Add(window);
                    }

                    break;
                case PointRecord.Alert:
                    var alert = ReadAlert(ref body);
                    if (only is null)
                    {
                        batch.Add(alert);
                    }

                    break;
                default:
                    throw new InvalidDataException($"A frame of points has a record {(byte)record}.");
            }

            isAssumed = false;
        }
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> body, int length)
    {
        if ((uint)length > (uint)body.Length)
        {
            throw new InvalidDataException("A record is cut off.");
        }

        var taken = body[..length];
        body = body[length..];
        return taken;
    }

    private static long Fixed(ref ReadOnlySpan<byte> body) => BinaryPrimitives.ReadInt64LittleEndian(Take(ref body, sizeof(long)));

    private static double Double(ref ReadOnlySpan<byte> body) => BinaryPrimitives.ReadDoubleLittleEndian(Take(ref body, sizeof(double)));

    private static string? Text(ref ReadOnlySpan<byte> body)
    {
        var length = (int)VariableInteger.Read(ref body);
        return length == 0 ? null : Encoding.UTF8.GetString(Take(ref body, length - 1));
    }

    private static AlertPoint ReadAlert(ref ReadOnlySpan<byte> body)
    {
        var (zone, rule, severity) = (Text(ref body) ?? "", Text(ref body) ?? "", Text(ref body) ?? "");
        var (device, id, state) = (Text(ref body), Text(ref body) ?? "", Text(ref body) ?? "");
        var value = Double(ref body);
        return new AlertPoint(zone, rule, severity, device, id, state, double.IsNaN(value) ? null : value, Fixed(ref body));
    }

    private string Name(ref ReadOnlySpan<byte> body) => NameAt((long)VariableInteger.Read(ref body));

    private string NameAt(long number) =>
        number >= 0 && number < _names.Count ? _names[(int)number] : throw new InvalidDataException("A record names what the frame does not.");

    private ReadingsPoint? ReadReadings(ref ReadOnlySpan<byte> body, HistorySeries? only)
    {
        var (zone, kind, device) = (Name(ref body), Name(ref body), Name(ref body));
        var time = Fixed(ref body);
        var count = (int)VariableInteger.Read(ref body);
        if ((uint)count > (uint)body.Length)
        {
            throw new InvalidDataException("A record is cut off.");
        }

        if (only is not null && only.Owner != device)
        {
            for (; count > 0; count--)
            {
                VariableInteger.Read(ref body);
                Take(ref body, sizeof(double));
            }

            return null;
        }

        var values = new KeyValuePair<string, double>[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = new KeyValuePair<string, double>(Name(ref body), Double(ref body));
        }

        return new ReadingsPoint(zone, kind, device, time, values);
    }

    private AggregatePoint? ReadWindow(ref ReadOnlySpan<byte> body, HistorySeries? only)
    {
        var (zone, kind, metric) = (Name(ref body), Name(ref body), Name(ref body));
        var device = (long)VariableInteger.Read(ref body);
        var (start, length) = (Fixed(ref body), Fixed(ref body));
        var window = new WindowPoint(
            start, (int)VariableInteger.Read(ref body), (long)VariableInteger.Read(ref body), Double(ref body), Double(ref body),
            Double(ref body), Double(ref body), Double(ref body), Double(ref body), Double(ref body), Double(ref body), Double(ref body),
            Double(ref body));
        if (only is not null && (metric != only.Metric || (device == 0 ? zone != only.Owner || kind != only.Kind : NameAt(device - 1) != only.Owner)))
        {
            return null;
        }

        return device == 0
            ? new AggregatePoint(AggregateScope.Zone, zone, kind, null, metric, length, window)
            : new AggregatePoint(AggregateScope.Device, zone, kind, NameAt(device - 1), metric, length, window);
    }
}
