using System.Buffers;

namespace SmartCity.Ioc.Readings;

/// <summary>
/// The grain at which data moves through the house: the messages of one journal frame, their values in one array.
/// Filled by a decoder, read by the pipeline's operators, then cleared and used again. Owned by one thread at a time;
/// a receiver that wants to keep something copies it before it returns.
/// </summary>
public sealed class ReadingBatch : IDisposable
{
    private DeviceMessage[] _messages = ArrayPool<DeviceMessage>.Shared.Rent(256);
    private MetricValue[] _values = ArrayPool<MetricValue>.Shared.Rent(2048);
    private int _messageCount;
    private int _valueCount;
    private int _openFirst = -1;

    /// <summary>The pipeline's clock for this batch: nanoseconds since the Unix epoch, never smaller than the batch's before.</summary>
    public long ClockNanos { get; set; }

    public ReadOnlySpan<DeviceMessage> Messages => _messages.AsSpan(0, _messageCount);

    public ReadOnlySpan<MetricValue> Values => _values.AsSpan(0, _valueCount);

    public List<AttributeValue> Attributes { get; } = [];

    public List<DetectionEvent> Events { get; } = [];

    public List<ReportedLocation> Locations { get; } = [];

    public ReadOnlySpan<MetricValue> ValuesOf(in DeviceMessage message) => _values.AsSpan(message.FirstValue, message.ValueCount);

    /// <summary>Begins a message; its values follow by <see cref="AddValue"/>, then <see cref="Commit"/> or <see cref="Abandon"/>.</summary>
    /// <returns>The index that the message will have, for its attributes, events and location.</returns>
    public int Begin()
    {
        if (_openFirst >= 0)
        {
            throw new InvalidOperationException("The message before was neither committed nor abandoned.");
        }

        _openFirst = _valueCount;
        return _messageCount;
    }

    public void AddValue(int metric, double value)
    {
        if (_valueCount == _values.Length)
        {
            Grow(ref _values);
        }

        _values[_valueCount++] = new MetricValue(metric, value);
    }

    /// <summary>The open message's values so far; a decoder checks ranges and repeated members in them.</summary>
    public Span<MetricValue> OpenValues => _values.AsSpan(_openFirst, _valueCount - _openFirst);

    public void Commit(int device, long measuredAtNanos, long receivedAtNanos, ulong identity, MessageMarks marks)
    {
        if (_openFirst < 0)
        {
            throw new InvalidOperationException("There is no open message.");
        }

        if (_messageCount == _messages.Length)
        {
            Grow(ref _messages);
        }

        _messages[_messageCount++] = new DeviceMessage(
            device, measuredAtNanos, receivedAtNanos, identity, marks, _openFirst, _valueCount - _openFirst);
        _openFirst = -1;
    }

    /// <summary>Takes back the open message with all that was added to it.</summary>
    public void Abandon()
    {
        if (_openFirst < 0)
        {
            return;
        }

        _valueCount = _openFirst;
        _openFirst = -1;
        RemoveFrom(Attributes, First(Attributes, _messageCount, static a => a.Message));
        RemoveFrom(Events, First(Events, _messageCount, static e => e.Message));
        RemoveFrom(Locations, First(Locations, _messageCount, static l => l.Message));
    }

    /// <summary>Copies message <paramref name="index"/> of <paramref name="source"/> with its values and details to the end of this batch.</summary>
    public void CopyFrom(ReadingBatch source, int index)
    {
        ArgumentNullException.ThrowIfNull(source);
        ref readonly var message = ref source._messages.AsSpan(0, source._messageCount)[index];
        var target = Begin();
        while (_values.Length - _valueCount < message.ValueCount)
        {
            Grow(ref _values);
        }

        source.ValuesOf(message).CopyTo(_values.AsSpan(_valueCount));
        _valueCount += message.ValueCount;
        for (var i = First(source.Attributes, index, static a => a.Message); i < source.Attributes.Count && source.Attributes[i].Message == index; i++)
        {
            Attributes.Add(source.Attributes[i] with { Message = target });
        }

        for (var i = First(source.Events, index, static e => e.Message); i < source.Events.Count && source.Events[i].Message == index; i++)
        {
            Events.Add(source.Events[i] with { Message = target });
        }

        for (var i = First(source.Locations, index, static l => l.Message); i < source.Locations.Count && source.Locations[i].Message == index; i++)
        {
            Locations.Add(source.Locations[i] with { Message = target });
        }

        Commit(message.Device, message.MeasuredAtNanos, message.ReceivedAtNanos, message.Identity, message.Marks);
    }

    public void Clear()
    {
        _messageCount = 0;
        _valueCount = 0;
        _openFirst = -1;
        Attributes.Clear();
        Events.Clear();
        Locations.Clear();
    }

    /// <summary>Gives the arrays back to the pool. The batch must not be used afterwards.</summary>
    public void Dispose()
    {
        ArrayPool<DeviceMessage>.Shared.Return(_messages);
        ArrayPool<MetricValue>.Shared.Return(_values);
        _messages = [];
        _values = [];
        Clear();
    }

    // Details stand in the order of their messages: the first one of a message, or of those after it.
    private static int First<T>(List<T> details, int message, Func<T, int> messageOf)
    {
        var (low, high) = (0, details.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = messageOf(details[middle]) < message ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static void RemoveFrom<T>(List<T> details, int first) => details.RemoveRange(first, details.Count - first);

    private static void Grow<T>(ref T[] array)
    {
        var larger = ArrayPool<T>.Shared.Rent(Math.Max(16, array.Length * 2));
        array.CopyTo(larger.AsSpan());
        ArrayPool<T>.Shared.Return(array);
        array = larger;
    }
}
