using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using SmartCity.Ioc.Benchmarks.EndToEnd;

namespace SmartCity.Ioc.Benchmarks.Parts;

/// <summary>
/// Many walls as one process of one thread. They come at once, and a while after they were lost they come again, as pages do. Every line on
/// its input is answered by a line of <see cref="WallFigures"/> since the one before.
/// </summary>
internal sealed class WallsPart : IDisposable
{
    public const string Name = "walls";

    // As dashboards/src/live/retry-delay.ts.
    private const int FirstRetryMillis = 250;
    private const int LongestRetryMillis = 3000;

    private const int LongestSelectMicros = 20_000;
    private const int MostReads = 16;

    // What waits is to wait at the server, as on a real line.
    private const int SlowReceiveBuffer = 4096;
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(2);

    private readonly IPEndPoint _server;
    private readonly RawWall[] _walls;
    private readonly long[] _comesAt;
    private readonly int[] _attempts;
    private readonly bool[] _hasFrame;
    private readonly List<long> _ages = [];
    private readonly List<Socket> _readable = [];
    private readonly AutoResetEvent _never = new(false);
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly Allowance? _allowance;
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private long _bytesBefore;
    private long _framesBefore;
    private int _lost;
    private int _newly;

    private WallsPart(IPEndPoint server, int count, string request, bool acknowledges, int? bytesPerSecond)
    {
        _server = server;
        _allowance = bytesPerSecond is { } rate ? new Allowance(rate) : null;
        _walls = [.. Enumerable.Range(0, count).Select(i => new RawWall(request, acknowledges) { OnFrame = age => OnFrame(i, age) })];
        (_comesAt, _attempts, _hasFrame) = (new long[count], new int[count], new bool[count]);
    }

    private long Now => (long)TimeProvider.System.GetElapsedTime(_start).TotalMilliseconds;

    /// <param name="args">Port, how many, the stream's request; then the bytes a second that a line to all of them carries, if it is a slow one.</param>
    public static void Run(string[] args, TextReader input, TextWriter output)
    {
        var request = args[2];
        using var document = JsonDocument.Parse(request);
        var acknowledges = document.RootElement.TryGetProperty("acks", out var acks) && acks.GetBoolean();
        using var part = new WallsPart(
            new IPEndPoint(IPAddress.Loopback, int.Parse(args[0], CultureInfo.InvariantCulture)), int.Parse(args[1], CultureInfo.InvariantCulture),
            request, acknowledges, args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : null);
        var questions = 0;
        var ends = false;
        var reader = new Thread(Read) { IsBackground = true, Name = "input" };
        reader.Start();
        output.WriteLine("ready");
        while (!Volatile.Read(ref ends))
        {
            part.Turn();
            while (Volatile.Read(ref questions) > 0)
            {
                Interlocked.Decrement(ref questions);
                output.WriteLine(JsonSerializer.Serialize(part.Answer(), JsonSerializerOptions.Web));
            }
        }

        void Read()
        {
            while (input.ReadLine() is not null)
            {
                Interlocked.Increment(ref questions);
            }

            Volatile.Write(ref ends, true);
        }
    }

    public void Dispose()
    {
        _never.Dispose();
        foreach (var wall in _walls)
        {
            wall.Dispose();
        }
    }

    private void Turn()
    {
        // Frames of one tick come together; looking at a thousand sockets for each would cost more than reading them.
        _never.WaitOne(Nap);
        var now = Now;
        _readable.Clear();
        for (var i = 0; i < _walls.Length; i++)
        {
            if (!_walls[i].IsConnected && now >= _comesAt[i])
            {
                Connect(i);
            }

            if (_walls[i].IsConnected)
            {
                _readable.Add(_walls[i].Socket);
            }
        }

        if (_readable.Count == 0)
        {
            return;
        }

        // What is left in the list is ready and still in the walls' order.
        Socket.Select(_readable, null, null, LongestSelectMicros);
        var next = 0;
        for (var i = 0; i < _walls.Length && next < _readable.Count; i++)
        {
            if (_walls[i].IsConnected && _walls[i].Socket == _readable[next])
            {
                next++;
                TakeAll(i);
            }
        }
    }

    // A first frame is many times what a socket holds; each wall has its turn all the same.
    private void TakeAll(int i)
    {
        for (var reads = 0; reads < MostReads; reads++)
        {
            var room = _allowance?.Take(_buffer.Length) ?? _buffer.Length;
            var taken = room == 0 ? 0 : _walls[i].Take(_buffer.AsSpan(0, room));
            _allowance?.Return(room - Math.Max(0, taken));
            if (taken <= 0)
            {
                if (taken < 0)
                {
                    Lose(i);
                }

                return;
            }
        }
    }

    private void Connect(int i)
    {
        try
        {
            _walls[i].Connect(_server, _allowance is null ? null : SlowReceiveBuffer);
        }
        catch (SocketException)
        {
            Lose(i);
        }
    }

    private void Lose(int i)
    {
        _lost++;
        _hasFrame[i] = false;
        var ceiling = Math.Min(FirstRetryMillis << Math.Min(_attempts[i]++, 10), LongestRetryMillis);
        _comesAt[i] = Now + (long)(ceiling * (0.5 + (Random.Shared.NextDouble() / 2)));
    }

    private void OnFrame(int i, long age)
    {
        _ages.Add(age);
        _attempts[i] = 0;
        if (!_hasFrame[i])
        {
            _hasFrame[i] = true;
            _newly++;
        }
    }

    private WallFigures Answer()
    {
        var (frames, bytes) = (_walls.Sum(wall => wall.Frames), _walls.Sum(wall => wall.Bytes));
        _ages.Sort();
        var figures = new WallFigures(
            _walls.Count(wall => wall.IsConnected), _hasFrame.Count(has => has), _newly, _lost, frames - _framesBefore, bytes - _bytesBefore,
            _walls.Max(wall => wall.FirstFrameBytes), AgeAt(0.5), AgeAt(0.95), AgeAt(1));
        (_framesBefore, _bytesBefore, _lost, _newly) = (frames, bytes, 0, 0);
        _ages.Clear();
        return figures;
    }

    private double AgeAt(double share) => _ages.Count == 0 ? 0 : _ages[Math.Min(_ages.Count - 1, (int)(_ages.Count * share))];
}
