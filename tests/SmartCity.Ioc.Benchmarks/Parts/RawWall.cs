using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmartCity.Ioc.Benchmarks.Parts;

/// <summary>
/// One wall as the server sees it, for next to no processor time: a socket that speaks WebSocket (RFC 6455) and the JSON hub protocol just
/// well enough to ask for a stream, to count and to acknowledge frames. It looks at no more of a message than its first bytes, where cursor
/// and stamp stand. One thread.
/// </summary>
internal sealed class RawWall : IDisposable
{
    private const byte EndOfRecord = 0x1e;
    private const int HeadLength = 192;

    private readonly byte[] _head = new byte[HeadLength];
    private readonly byte[] _frameHeader = new byte[14];
    private readonly string _request;
    private readonly bool _acknowledges;
    private Socket? _socket;
    private int _frameHeaderLength;
    private long _payloadLeft;
    private bool _isFinal;
    private int _headLength;
    private long _messageLength;
    private bool _isUpgraded;
    private int _upgradeMatched;

    /// <param name="request">The stream's request as JSON.</param>
    public RawWall(string request, bool acknowledges) => (_request, _acknowledges) = (request, acknowledges);

    public Socket Socket => _socket ?? throw new InvalidOperationException("Not connected.");

    public bool IsConnected => _socket is not null;

    public long Frames { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Of the first frame.</summary>
    public long FirstFrameBytes { get; private set; }

    /// <summary>Called with a frame's age in milliseconds when the last byte of it is here.</summary>
    public Action<long>? OnFrame { get; init; }

    public void Connect(IPEndPoint server, int? receiveBuffer = null)
    {
        Reset();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (receiveBuffer is { } size)
            {
                socket.ReceiveBufferSize = size;
            }

            socket.Connect(server);
            socket.Send(Encoding.ASCII.GetBytes(
                $"GET /hubs/live HTTP/1.1\r\nHost: {server}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"));
            socket.Blocking = false;
            _socket = socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Takes what the socket has, at most as much as the buffer holds.</summary>
    /// <returns>Bytes taken; 0 for none at present, -1 when the server ended the connection or refused it.</returns>
    public int Take(Span<byte> buffer)
    {
        var count = Socket.Receive(buffer, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
        {
            return 0;
        }

        if (error != SocketError.Success || count == 0 || !Parse(buffer[..count]))
        {
            Dispose();
            return -1;
        }

        Bytes += count;
        return count;
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private void Reset() => (_frameHeaderLength, _payloadLeft, _headLength, _messageLength, _isUpgraded, _upgradeMatched) = (0, 0, 0, 0, false, 0);

    private bool Parse(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (!_isUpgraded)
            {
                if (!TakeUpgrade(ref bytes))
                {
                    return false;
                }
            }
            else if (_payloadLeft > 0)
            {
                TakePayload(ref bytes);
            }
            else if (!TakeFrameHeader(ref bytes))
            {
                return false;
            }
        }

        return true;
    }

    private bool TakeUpgrade(ref ReadOnlySpan<byte> bytes)
    {
        // Any other status ends the attempt; its line is the first thing that comes.
        if (_headLength < 12)
        {
            var part = bytes[..Math.Min(12 - _headLength, bytes.Length)];
            part.CopyTo(_head.AsSpan(_headLength));
            _headLength += part.Length;
            bytes = bytes[part.Length..];
            return _headLength < 12 || _head.AsSpan(0, 12).SequenceEqual("HTTP/1.1 101"u8);
        }

        var end = "\r\n\r\n"u8;
        while (!bytes.IsEmpty)
        {
            _upgradeMatched = bytes[0] == end[_upgradeMatched] ? _upgradeMatched + 1 : bytes[0] == end[0] ? 1 : 0;
            bytes = bytes[1..];
            if (_upgradeMatched == end.Length)
            {
                (_isUpgraded, _headLength) = (true, 0);
                Send("{\"protocol\":\"json\",\"version\":1}");
                Send($"{{\"type\":4,\"invocationId\":\"1\",\"target\":\"Live\",\"arguments\":[{_request}]}}");
                break;
            }
        }

        return true;
    }

    private bool TakeFrameHeader(ref ReadOnlySpan<byte> bytes)
    {
        _frameHeader[_frameHeaderLength++] = bytes[0];
        bytes = bytes[1..];
        if (_frameHeaderLength < 2)
        {
            return true;
        }

        // RFC 6455, section 5.2: 7 bits, or 126 and two bytes, or 127 and eight. A server masks nothing.
        var length = (long)(_frameHeader[1] & 0x7f);
        var needed = length switch { 126 => 4, 127 => 10, _ => 2 };
        if (_frameHeaderLength < needed)
        {
            return true;
        }

        length = needed switch
        {
            4 => BinaryPrimitives.ReadUInt16BigEndian(_frameHeader.AsSpan(2)),
            10 => BinaryPrimitives.ReadInt64BigEndian(_frameHeader.AsSpan(2)),
            _ => length,
        };
        _isFinal = (_frameHeader[0] & 0x80) != 0;
        _payloadLeft = length;
        _frameHeaderLength = 0;
        if (length == 0)
        {
            EndFrame();
        }

        return (_frameHeader[0] & 0x0f) != 8; // a close
    }

    private void TakePayload(ref ReadOnlySpan<byte> bytes)
    {
        var part = bytes[..(int)Math.Min(_payloadLeft, bytes.Length)];
        bytes = bytes[part.Length..];
        _payloadLeft -= part.Length;
        _messageLength += part.Length;
        var kept = part[..Math.Min(HeadLength - _headLength, part.Length)];
        kept.CopyTo(_head.AsSpan(_headLength));
        _headLength += kept.Length;
        if (_payloadLeft == 0)
        {
            EndFrame();
        }
    }

    private void EndFrame()
    {
        if (!_isFinal)
        {
            return;
        }

        var head = _head.AsSpan(0, _headLength);
        if (TryFind(head, "\"cursor\":\""u8, out var cursor) && TryFind(head, "\"sentAt\":"u8, out var sentAt))
        {
            if (Frames++ == 0)
            {
                FirstFrameBytes = _messageLength;
            }

            OnFrame?.Invoke(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - long.Parse(sentAt, CultureInfo.InvariantCulture));
            if (_acknowledges)
            {
                Send($"{{\"type\":1,\"target\":\"Ack\",\"arguments\":[\"{Encoding.ASCII.GetString(cursor)}\"]}}");
            }
        }

        (_headLength, _messageLength) = (0, 0);
    }

    private static bool TryFind(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var start = head.IndexOf(name);
        value = start < 0 ? default : head[(start + name.Length)..];
        var end = value.IndexOfAny("\",}"u8);
        value = end < 0 ? default : value[..end];
        return !value.IsEmpty;
    }

    // Masked with zeros, as a client must mask (section 5.3) and nobody is to be protected here. What does not fit the socket's empty buffer
    // would be a server that reads nothing for minutes.
    private void Send(string text)
    {
        Span<byte> frame = stackalloc byte[1024];
        var length = Encoding.UTF8.GetBytes(text, frame[8..]);
        frame[8 + length++] = EndOfRecord;
        frame[8..(8 + length)].CopyTo(frame[(length < 126 ? 6 : 8)..]);
        var header = length < 126 ? 6 : 8;
        frame[0] = 0x81;
        if (length < 126)
        {
            frame[1] = (byte)(0x80 | length);
        }
        else
        {
            frame[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame[2..], (ushort)length);
        }

        frame[(header - 4)..header].Clear();
        Socket.Send(frame[..(header + length)], SocketFlags.None, out _);
    }
}
