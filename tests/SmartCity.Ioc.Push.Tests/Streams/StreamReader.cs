using System.Buffers;
using System.Text.Json;
using SmartCity.Ioc.Push.Streams;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Push.Tests.Streams;

/// <summary>Reads a stream under a manual clock: the next frame is asked for, then time moves until it comes.</summary>
internal sealed class StreamReader : IAsyncDisposable
{
    private readonly ManualTimeProvider _time;
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromSeconds(20));
    private readonly IAsyncEnumerator<LiveFrame> _frames;
    private Task<bool>? _next;

    public StreamReader(LiveStream stream, ManualTimeProvider time)
    {
        Stream = stream;
        _time = time;
        _frames = stream.RunAsync(_stop.Token).GetAsyncEnumerator();
    }

    public LiveStream Stream { get; }

    public LiveFrame Current => _frames.Current;

    /// <summary>Takes the next frame, moving the clock in steps of 5 ms as far as needed.</summary>
    /// <returns>How far the clock moved.</returns>
    public async Task<TimeSpan> NextAsync()
    {
        var start = _time.GetTimestamp();
        while (!await TryNextAsync())
        {
            _time.Advance(TimeSpan.FromMilliseconds(5));
        }

        return _time.GetElapsedTime(start);
    }

    /// <summary>Takes the next frame if the stream has one to send without the clock moving on.</summary>
    public async Task<bool> TryNextAsync()
    {
        _next ??= _frames.MoveNextAsync().AsTask();

        while (!_next.IsCompleted && !Stream.IsAtRest)
        {
            await Task.Yield();
        }

        if (!_next.IsCompleted)
        {
            return false;
        }

        (await _next).Should().BeTrue();
        _next = null;
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_next is not null)
        {
            await _next.ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        await _frames.DisposeAsync();
        _stop.Dispose();
    }

    public static JsonElement Json(LiveFrame frame)
    {
        var json = new ArrayBufferWriter<byte>();
        LiveFrameWriter.Write(frame, json);
        return JsonDocument.Parse(json.WrittenMemory).RootElement;
    }
}
