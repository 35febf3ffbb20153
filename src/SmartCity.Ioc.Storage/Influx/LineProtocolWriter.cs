using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Unicode;

namespace SmartCity.Ioc.Storage.Influx;

/// <summary>
/// Writes points in InfluxDB's line protocol (https://docs.influxdata.com/influxdb/v1/write_protocols/line_protocol_reference/) as bytes. A
/// point is begun, gets its tags, then its fields, and is ended; a point that can not be said safely is refused as a whole, with a reason,
/// and leaves no byte behind. Used again for the next point; allocates nothing once its buffer has grown. One thread.
/// </summary>
/// <remarks>
/// Refused, because a store makes something else of it or dies of it: in a name (measurement, tag key, tag value, field key) a backslash
/// before a comma, an equals sign, a space or a quote, or at the end; line breaks and control characters anywhere; an empty name; a
/// measurement that begins with <c>#</c> (a comment); the key <c>time</c>; a key that comes twice; numbers that are not finite; times that
/// InfluxDB can not hold; a series longer than 65,535 bytes; a point without fields.
/// </remarks>
public sealed class LineProtocolWriter
{
    /// <summary>The first and the last of InfluxDB's times; the values next to them mean something else inside it.</summary>
    public const long MinTimeNanos = long.MinValue + 2;

    /// <inheritdoc cref="MinTimeNanos"/>
    public const long MaxTimeNanos = long.MaxValue - 1;

    private const int MaxSeriesLength = ushort.MaxValue;

    // An int64 has at most 20 characters, a double at most 24; a comma, an equals sign and a suffix come with them.
    private const int NumberRoom = 32;

    // What makes a name more than a copy: separators and backslashes, control characters, the lead bytes of U+0080 to U+009F and of
    // U+2028 and U+2029.
    private static readonly SearchValues<byte> Unusual = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(b => (byte)b), 0x7F, 0xC2, 0xE2, (byte)',', (byte)'=', (byte)' ', (byte)'\\', (byte)'"']);

    private byte[] _line = new byte[1024];
    private int _length;
    private (int Start, int End)[] _keys = new (int, int)[32];
    private int _keyCount;
    private int _fieldCount;

    private enum Role : byte
    {
        Measurement,
        Key,
        TagValue,
        Text,
    }

    /// <summary>Why the point is refused, or null so far.</summary>
    public string? Refusal { get; private set; }

    public void Begin(ReadOnlySpan<byte> measurement)
    {
        _length = 0;
        _keyCount = 0;
        _fieldCount = 0;
        Refusal = null;
        if (measurement is [(byte)'#', ..])
        {
            Refuse("a measurement that begins with # is a comment");
        }

        Append(measurement, Role.Measurement);
    }

    public void Begin(ReadOnlySpan<char> measurement)
    {
        var rented = Transcode(measurement, stackalloc byte[512], out var utf8);
        Begin(utf8);
        Return(rented);
        RefuseIfBroken(measurement, utf8);
    }

    /// <summary>Adds a tag. Tags come before fields.</summary>
    public void Tag(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Key((byte)',', key);
        Put((byte)'=');
        Append(value, Role.TagValue);
        if (_length > MaxSeriesLength)
        {
            Refuse("measurement and tags are longer than 65,535 bytes");
        }
    }

    public void Tag(ReadOnlySpan<char> key, ReadOnlySpan<char> value)
    {
        var rentedKey = Transcode(key, stackalloc byte[256], out var keyUtf8);
        var rentedValue = Transcode(value, stackalloc byte[512], out var valueUtf8);
        Tag(keyUtf8, valueUtf8);
        Return(rentedKey);
        Return(rentedValue);
        RefuseIfBroken(key, keyUtf8);
        RefuseIfBroken(value, valueUtf8);
    }

    public void Field(ReadOnlySpan<byte> key, double value)
    {
        FieldKey(key);
        if (!double.IsFinite(value))
        {
            Refuse("a number is not finite");
            return;
        }

        // Shortest text that reads back as the same number.
        Reserve(NumberRoom);
        value.TryFormat(_line.AsSpan(_length), out var written, default, CultureInfo.InvariantCulture);
        _length += written;
    }

    public void Field(ReadOnlySpan<byte> key, long value)
    {
        FieldKey(key);
        Reserve(NumberRoom);
        Utf8Formatter.TryFormat(value, _line.AsSpan(_length), out var written);
        _length += written;
        _line[_length++] = (byte)'i';
    }

    public void Field(ReadOnlySpan<byte> key, ulong value)
    {
        FieldKey(key);
        Reserve(NumberRoom);
        Utf8Formatter.TryFormat(value, _line.AsSpan(_length), out var written);
        _length += written;
        _line[_length++] = (byte)'u';
    }

    public void Field(ReadOnlySpan<byte> key, bool value)
    {
        FieldKey(key);
        Copy(value ? "true"u8 : "false"u8);
    }

    /// <summary>Adds a string field; quotes and backslashes in it are escaped.</summary>
    public void Field(ReadOnlySpan<byte> key, ReadOnlySpan<byte> text)
    {
        FieldKey(key);
        Put((byte)'"');
        Append(text, Role.Text);
        Put((byte)'"');
    }

    public void Field(ReadOnlySpan<byte> key, ReadOnlySpan<char> text)
    {
        var rented = Transcode(text, stackalloc byte[512], out var utf8);
        Field(key, utf8);
        Return(rented);
        RefuseIfBroken(text, utf8);
    }

    /// <summary>Ends the point and copies its line, with a line feed, to <paramref name="output"/>.</summary>
    /// <returns>False where it is refused; nothing is copied then.</returns>
    public bool End(long timeNanos, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (_fieldCount == 0)
        {
            Refuse("a point needs a field");
        }

        if (timeNanos is < MinTimeNanos or > MaxTimeNanos)
        {
            Refuse("the time is out of range");
        }

        if (Refusal is not null)
        {
            return false;
        }

        Reserve(NumberRoom);
        _line[_length++] = (byte)' ';
        Utf8Formatter.TryFormat(timeNanos, _line.AsSpan(_length), out var written);
        _length += written;
        _line[_length++] = (byte)'\n';
        output.Write(_line.AsSpan(0, _length));
        return true;
    }

    private static byte[]? Transcode(ReadOnlySpan<char> text, Span<byte> small, out ReadOnlySpan<byte> utf8)
    {
        byte[]? rented = null;
        if (text.Length * 3 > small.Length)
        {
            small = rented = ArrayPool<byte>.Shared.Rent(text.Length * 3);
        }

        // Half a surrogate pair has no UTF-8; replacing it would make another name of it, so the caller sees nothing and refuses.
        var status = Utf8.FromUtf16(text, small, out _, out var written, replaceInvalidSequences: false);
        utf8 = status == OperationStatus.Done ? small[..written] : default;
        return rented;
    }

    private static void Return(byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void RefuseIfBroken(ReadOnlySpan<char> text, ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty && !text.IsEmpty)
        {
            Refuse("a text is not Unicode");
        }
    }

    private void FieldKey(ReadOnlySpan<byte> key)
    {
        Key(_fieldCount++ == 0 ? (byte)' ' : (byte)',', key);
        Put((byte)'=');
    }

    private void Key(byte separator, ReadOnlySpan<byte> key)
    {
        Put(separator);
        var start = _length;
        Append(key, Role.Key);
        var written = _line.AsSpan(start, _length - start);
        if (written.SequenceEqual("time"u8))
        {
            Refuse("the key 'time' belongs to the store");
        }

        // Few keys a point, so a walk over them is faster than a table.
        foreach (var (from, to) in _keys.AsSpan(0, _keyCount))
        {
            if (written.SequenceEqual(_line.AsSpan(from, to - from)))
            {
                Refuse("a key comes twice");
            }
        }

        if (_keyCount == _keys.Length)
        {
            Array.Resize(ref _keys, _keys.Length * 2);
        }

        _keys[_keyCount++] = (start, _length);
    }

    private void Append(ReadOnlySpan<byte> name, Role role)
    {
        if (name.IsEmpty && role != Role.Text)
        {
            Refuse("a name is empty");
            return;
        }

        while (true)
        {
            var plain = name.IndexOfAny(Unusual);
            if (plain < 0)
            {
                Copy(name);
                return;
            }

            Copy(name[..plain]);
            AppendUnusual(name[plain], name[(plain + 1)..], role);
            name = name[(plain + 1)..];
        }
    }

    private void AppendUnusual(byte b, ReadOnlySpan<byte> rest, Role role)
    {
        var breaks = b is < 0x20 or 0x7F
            || (b == 0xC2 && rest is [< 0xA0, ..])
            || (b == 0xE2 && rest is [0x80, 0xA8 or 0xA9, ..]);
        if (breaks)
        {
            Refuse("a line break or control character");
        }
        else if (b == '\\' && role != Role.Text && (rest is [] or [(byte)',' or (byte)'=' or (byte)' ' or (byte)'"', ..]))
        {
            Refuse("a backslash before a separator or at the end of a name");
        }

        var escaped = role switch
        {
            Role.Text => b is (byte)'"' or (byte)'\\',
            Role.Measurement => b is (byte)',' or (byte)' ',
            _ => b is (byte)',' or (byte)'=' or (byte)' ',
        };
        Reserve(2);
        if (escaped)
        {
            _line[_length++] = (byte)'\\';
        }

        _line[_length++] = b;
    }

    private void Refuse(string reason) => Refusal ??= reason;

    private void Put(byte b)
    {
        Reserve(1);
        _line[_length++] = b;
    }

    private void Copy(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_line.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Reserve(int bytes)
    {
        if (_line.Length - _length < bytes)
        {
            Array.Resize(ref _line, Math.Max(_length + bytes, _line.Length * 2));
        }
    }
}
