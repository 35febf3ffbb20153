using System.Buffers.Binary;
using System.Text;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>
/// Gathers records of one kind of frame, see <see cref="PointRecord"/>. Frames are sealed at a size that depends on their content alone,
/// so a replay cuts at the same places. No allocation once the buffers have grown. One thread.
/// </summary>
internal sealed class PointEncoder(FrameKind kind, CityRegistry registry)
{
    public const byte Version = 2;

    /// <summary>Without <see cref="PointRecord.TimeAssumed"/>.</summary>
    public const byte OldestVersion = 1;

    /// <summary>A frame is sealed when it is past this: large enough that names are not repeated often, small enough to read at once.</summary>
    private const int SealBytes = 1 << 20;

    // Version and two integers of at most ten bytes, right-aligned before the records when the frame is sealed.
    private const int HeadRoom = 21;

    private readonly NameScope _zones = new();
    private readonly NameScope _kinds = new();
    private readonly NameScope _devices = new();
    private readonly NameScope _metrics = new();
    private readonly List<(int Start, int End)> _sealed = [];
    private byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _length = HeadRoom;
    private int _frame = 1;
    private int _names;
    private int _handedOver;

    public void Readings(in DeviceMessage message, ReadOnlySpan<MetricValue> values, PointRecord record)
    {
        var device = registry.Device(message.Device);
        var zone = Zone(device.Zone);
        var deviceKind = Kind(device.Kind);
        var name = DeviceName(message.Device);
        foreach (ref readonly var value in values)
        {
            Metric(value.Metric);
        }

        Reserve(41 + (values.Length * 14));
        if ((message.Marks & MessageMarks.TimeAssumed) != 0)
        {
            _buffer[_length++] = (byte)PointRecord.TimeAssumed;
        }

        _buffer[_length++] = (byte)record;
        Integer(zone);
        Integer(deviceKind);
        Integer(name);
        Fixed(message.MeasuredAtNanos);
        Integer(values.Length);
        foreach (ref readonly var value in values)
        {
            Integer(Metric(value.Metric));
            Fixed(value.Value);
        }

        SealIfLarge();
    }

    public void Window(in WindowAggregate window)
    {
        var ofZone = window.Scope == AggregateScope.Zone;
        var zone = Zone(ofZone ? window.Owner : registry.Device(window.Owner).Zone);
        var deviceKind = Kind(window.Kind);
        var metric = Metric(window.Metric);
        var device = ofZone ? 0 : DeviceName(window.Owner) + 1;
        Reserve(160);
        _buffer[_length++] = (byte)PointRecord.Window;
        Integer(zone);
        Integer(deviceKind);
        Integer(metric);
        Integer(device);
        Fixed(window.StartNanos);
        Fixed(window.LengthNanos);
        Integer(window.Revision);
        Integer(window.Count);
        Fixed(window.Sum);
        Fixed(window.Min);
        Fixed(window.Max);
        Fixed(window.First);
        Fixed(window.Last);
        Fixed(window.StandardDeviation);
        Fixed(window.P50);
        Fixed(window.P95);
        Fixed(window.P99);
        Fixed(window.Coverage);
        SealIfLarge();
    }

    public void Alert(AlertTransition transition)
    {
        var alert = transition.Alert;
        Reserve(1);
        _buffer[_length++] = (byte)PointRecord.Alert;
        Text(alert.Zone);
        Text(alert.Rule);
        Text(Words.Of(alert.Severity));
        Text(alert.Device);
        Text(alert.Id);
        Text(Words.Of(alert.State));
        Reserve(16);
        Fixed(alert.Value ?? double.NaN);
        Fixed(transition.AtNanos);
        SealIfLarge();
    }

    /// <summary>Appends what was gathered. After an exception the frames not yet taken are kept and go first the next time.</summary>
    public void HandOver(IJournal journal, long clockNanos, long acceptedMessages, long acceptedReadings)
    {
        Seal();
        for (; _handedOver < _sealed.Count; _handedOver++)
        {
            var (start, end) = _sealed[_handedOver];
            journal.Append(kind, clockNanos, WithHead(start, end, acceptedMessages, acceptedReadings));
        }

        _sealed.Clear();
        _handedOver = 0;
        _start = 0;
        _length = HeadRoom;
    }

    /// <summary>Forgets what was gathered and not handed over.</summary>
    public void Clear()
    {
        Seal();
        _sealed.Clear();
        _handedOver = 0;
        _start = 0;
        _length = HeadRoom;
    }

    private ReadOnlySpan<byte> WithHead(int start, int end, long acceptedMessages, long acceptedReadings)
    {
        Span<byte> head = stackalloc byte[HeadRoom];
        head[0] = Version;
        var length = 1;
        length += VariableInteger.Write(head[length..], (ulong)acceptedMessages);
        length += VariableInteger.Write(head[length..], (ulong)acceptedReadings);
        var from = start + HeadRoom - length;
        head[..length].CopyTo(_buffer.AsSpan(from));
        return _buffer.AsSpan(from, end - from);
    }

    private void SealIfLarge()
    {
        if (_length - _start >= SealBytes)
        {
            Seal();
        }
    }

    private void Seal()
    {
        if (_length > _start + HeadRoom)
        {
            _sealed.Add((_start, _length));
            _start = _length;
            Reserve(HeadRoom);
            _length += HeadRoom;
        }

        _frame++;
        _names = 0;
    }

    private int Zone(int index)
    {
        if (!_zones.TryFind(index, _frame, _names, out var number))
        {
            Name(registry.Zones[index].Id);
        }

        return number;
    }

    private int Kind(int index)
    {
        if (!_kinds.TryFind(index, _frame, _names, out var number))
        {
            Name(registry.Kinds[index].Id);
        }

        return number;
    }

    private int DeviceName(int index)
    {
        if (!_devices.TryFind(index, _frame, _names, out var number))
        {
            Name(registry.DeviceIdUtf8(index));
        }

        return number;
    }

    private int Metric(int index)
    {
        if (!_metrics.TryFind(index, _frame, _names, out var number))
        {
            Name(registry.MetricNameUtf8(index));
        }

        return number;
    }

    private void Name(string name)
    {
        var length = Encoding.UTF8.GetByteCount(name);
        NameHead(length);
        _length += Encoding.UTF8.GetBytes(name, _buffer.AsSpan(_length));
    }

    private void Name(ReadOnlySpan<byte> utf8)
    {
        NameHead(utf8.Length);
        utf8.CopyTo(_buffer.AsSpan(_length));
        _length += utf8.Length;
    }

    private void NameHead(int length)
    {
        Reserve(length + 11);
        _buffer[_length++] = (byte)PointRecord.Name;
        Integer(length);
        _names++;
    }

    private void Text(string? text)
    {
        var length = text is null ? 0 : Encoding.UTF8.GetByteCount(text);
        Reserve(length + 10);
        Integer(text is null ? 0 : length + 1);
        _length += Encoding.UTF8.GetBytes(text ?? "", _buffer.AsSpan(_length));
    }

    private void Integer(long value) => _length += VariableInteger.Write(_buffer.AsSpan(_length), (ulong)value);

    private void Fixed(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(_length), value);
        _length += sizeof(long);
    }

    private void Fixed(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_buffer.AsSpan(_length), value);
        _length += sizeof(double);
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(_length + bytes, _buffer.Length * 2));
        }
    }
}
