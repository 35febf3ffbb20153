using SmartCity.Ioc.Push.Encoding;
using SmartCity.Ioc.Push.Streams;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Push.Tests.Streams;

/// <summary>A line of 50 kB/s between a stream and its client, in virtual time: what waits is hidden by buffers, as on a real one.</summary>
public sealed class SlowLineTests
{
    private const int BytesPerSecond = 50_000;
    private const int Devices = 5_000;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    private readonly PushCity _city = new();
    private readonly ManualTimeProvider _time = new();
    private readonly Queue<(string Cursor, long Bytes, long SentAt, bool HasAlerts)> _line = new();
    private int _said;

    public SlowLineTests()
    {
        for (var i = 0; i < Devices; i++)
        {
            _city.Registry.Register("e1", "air", $"air-x{i:0000}", TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task Wall_BehindASlowLine_SeesNothingOlderThanTwoSeconds()
    {
        await using var reader = Open(acks: true);
        var ages = await RunAsync(reader, TimeSpan.FromSeconds(30));

        // 5,000 updates a second are more than the line carries, at four frames a second. The first four are under way before the client has
        // shown what it takes, behind a picture with the whole roster that takes the line some seconds.
        ages.Skip(4).Should().HaveCountGreaterThan(12);
        ages.Skip(4).Max().Should().BeLessThan(2_000);
    }

    [Fact]
    public async Task Alert_DoesNotWaitForTheLineToBeFree()
    {
        await using var reader = Open(acks: true);
        await RunAsync(reader, TimeSpan.FromSeconds(10));
        while (_line.Count == 0)
        {
            await RunAsync(reader, Step);
        }

        _city.Change("A");
        reader.Stream.Wake();
        (await reader.TryNextAsync()).Should().BeTrue();
        reader.Current.Alerts.Length.Should().BeGreaterThan(2);
        reader.Current.Packed.Should().BeNull("what changed beside it follows when the line is free");
    }

    [Fact]
    public async Task Client_ThatPaintsItsFirstPictureSlowly_HearsEverySecondThatTheLineLives()
    {
        await using var reader = Open(acks: true);
        await reader.NextAsync();
        for (var i = 0; i < 3; i++)
        {
            Say(Devices);
            (await reader.NextAsync()).Should().BeLessThanOrEqualTo(TimeSpan.FromSeconds(1));
        }

        _time.Advance(TimeSpan.FromSeconds(20));
        (await reader.TryNextAsync()).Should().BeFalse("four frames are under way");
    }

    [Fact]
    public async Task Client_ThatAcknowledgesEveryFourthFrame_GetsThemAll()
    {
        await using var reader = Open(acks: true);
        for (var round = 0; round < 5; round++)
        {
            for (var i = 0; i < 4; i++)
            {
                Say(10);
                await reader.NextAsync();
            }

            reader.Stream.Acknowledge(reader.Current.Cursor);
        }
    }

    [Fact]
    public async Task Client_ThatPaintsQuickly_KeepsItsPace()
    {
        await using var reader = Open(acks: true);
        await reader.NextAsync();
        reader.Stream.Acknowledge(reader.Current.Cursor);
        for (var i = 0; i < 20; i++)
        {
            Say(1_250);
            (await reader.NextAsync()).Should().BeLessThanOrEqualTo(TimeSpan.FromMilliseconds(250));
            _time.Advance(TimeSpan.FromMilliseconds(60));
            reader.Stream.Acknowledge(reader.Current.Cursor);
        }
    }

    /// <summary>Lets devices speak and the line carry; takes each frame as soon as there is one, and acknowledges it when it has come through.</summary>
    /// <returns>How old each frame was then, in milliseconds.</returns>
    private async Task<List<long>> RunAsync(StreamReader reader, TimeSpan span)
    {
        var ages = new List<long>();
        var carried = 0L;
        for (var end = _time.GetTimestamp() + span.Ticks; _time.GetTimestamp() < end;)
        {
            Say(Devices / 100);
            while (await reader.TryNextAsync())
            {
                var frame = reader.Current;
                _line.Enqueue((frame.Cursor, frame.Bytes + 300, frame.SentAt, frame.Alerts.Length > 2));
            }

            _time.Advance(Step);
            carried = _line.Count == 0 ? 0 : carried + (long)(BytesPerSecond * Step.TotalSeconds);
            while (_line.TryPeek(out var next) && carried >= next.Bytes)
            {
                carried -= next.Bytes;
                _line.Dequeue();
                ages.Add(_time.GetUtcNow().ToUnixTimeMilliseconds() - next.SentAt);
                reader.Stream.Acknowledge(next.Cursor);
            }
        }

        return ages;
    }

    private void Say(int devices)
    {
        for (; devices > 0; devices--, _said++)
        {
            _city.Say($"air-x{_said % Devices:0000}", _time.GetUtcNow().ToUnixTimeMilliseconds(), "pm25", _said % 97);
        }
    }

    private StreamReader Open(bool acks)
    {
        var plan = new LiveRequests(_city.Registry, _city.Options).Plan(new LiveRequest(Acks: acks, Format: "packed"), null, "e1");
        var services = new LiveStreamServices(_city.Table, new AlertFeed(_city.Table, _city.Store, _city.Options),
            new IndicatorFeed(_city.Indicators, new IndicatorEncoder(_city.Registry)), new FixedAges(), _city.Options,
            new PushMetrics(new TestMeters()), _time, new FirstFrameGate(_city.Options, _time));
        var changes = new SharedChanges(new ChangeReader(_city.Table, _city.Registry, _time), plan.Filter, plan.Include, _city.Options, _time);
        return new StreamReader(new LiveStream(services, plan, changes, new StreamsOfConnection(), () => { }), _time);
    }
}
