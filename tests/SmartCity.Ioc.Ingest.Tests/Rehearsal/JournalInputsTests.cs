using System.Text;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Conditions;
using SmartCity.Ioc.Alerts.Rehearsal;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Ingest.Fakes;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Ingest.Rehearsal;

/// <summary>Rules that ask for more than readings, over a journal of inputs.</summary>
public sealed class JournalInputsTests
{
    private const long Second = 1_000_000_000;
    private const long Start = DecodingCity.Arrival;

    private readonly Archive _archive = new();

    [Fact]
    public void Detection_InTheJournal_RaisesAtItsTime()
    {
        Send(0, """{"ts": 1795320000000, "seq": 1, "pm25": 10}""");
        Send(10, """{"ts": 1795320010000, "seq": 2, "events": [{"type": "shot", "confidence": 0.9}]}""");
        Send(20, """{"ts": 1795320020000, "seq": 3, "pm25": 10}""");

        using var run = Feed(Rule(new EventCondition(new EventMatch("shot", null, null, 0.5))));

        run.Occurrences.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Source = "air-1", FromNanos = Start + (10 * Second), ToNanos = Start + (20 * Second) });
    }

    [Fact]
    public void Attribute_InTheJournal_RaisesAndClears()
    {
        Send(0, """{"ts": 1795320000000, "seq": 1, "door": "open"}""");
        Send(10, """{"ts": 1795320010000, "seq": 2, "door": "closed"}""");

        using var run = Feed(Rule(new StateCondition("door", ["open"])));

        run.Occurrences.Should().ContainSingle().Which.Should().BeEquivalentTo(new { FromNanos = Start, ToNanos = Start + (10 * Second) });
    }

    [Fact]
    public void Clock_OffByTenSeconds_IsSeenByTheTimeOfArrival()
    {
        Send(0, """{"ts": 1795319990000, "seq": 1, "pm25": 10}""");
        Send(10, """{"ts": 1795320000000, "seq": 2, "pm25": 10}""");
        Send(20, """{"ts": 1795320020000, "seq": 3, "pm25": 10}""");

        using var run = Feed(Rule(new ClockCondition(new Limit(Comparison.AtOrAbove, 2, 1), TimeSpan.FromSeconds(5), TimeSpan.Zero)));

        run.Occurrences.Should().ContainSingle().Which.Value.Should().Be(10);
    }

    [Fact]
    public void Silence_BetweenFrames_IsFoundAndTheLastWillCounts()
    {
        Send(0, """{"ts": 1795320000000, "seq": 1, "pm25": 10}""");
        _archive.Tick(Start + (40 * Second));
        Send(50, """{"ts": 1795320050000, "seq": 2, "pm25": 10}""");
        Send(60, "offline", "/status");

        using var run = Feed(SmallCity.Offline("rule", 0));

        run.Occurrences.Select(occurrence => (occurrence.FromNanos - Start) / Second).Should().Equal(30, 60);
    }

    [Fact]
    public void Feed_OfSomeDevicesAndTimes_LeavesTheOthersOut()
    {
        Send(0, """{"ts": 1795320000000, "seq": 1, "pm25": 200}""");
        _archive.Send(Start + Second, ("ioc/v1/w1/air/air-2", """{"ts": 1795320001000, "seq": 1, "pm25": 200}"""));
        Send(10, """{"ts": 1795320010000, "seq": 2, "pm25": 10}""");
        Send(100, """{"ts": 1795320100000, "seq": 3, "pm25": 200}""");
        var seen = new List<string>();

        using var run = Feed(
            SmallCity.Threshold("rule", 0, "pm25", 150), new HashSet<string> { "air-1" }, Start + (5 * Second), Start + (60 * Second),
            (device, metric, time, value) => seen.Add($"{device} {metric} {(time - Start) / Second} {value}"));

        seen.Should().Equal("air-1 pm25 10 10");
        run.Occurrences.Should().BeEmpty();
        run.ClockNanos.Should().Be(Start + (60 * Second));
    }

    [Fact]
    public void Oldest_IsTheFirstFramesTime()
    {
        Inputs().OldestNanos().Should().BeNull();
        Send(7, "{}");
        Inputs().OldestNanos().Should().Be(Start + (7 * Second));
    }

    [Fact]
    public void Journal_OfARecordingOnItsOwnTime_IsGoneOverOnThatTime()
    {
        // Played weeks later: the frames' times say nothing.
        _archive.Send(Start + (10 * Second), (DecodingCity.Air, """{"ts": 1780272000000, "seq": 1, "events": [{"type": "shot"}]}"""));
        _archive.Send(Start + (11 * Second), (DecodingCity.Air, """{"ts": 1780272060000, "seq": 2, "pm25": 1}"""));
        const long Then = 1_780_272_000 * Second;
        var inputs = new JournalInputs(_archive, SmallCity.Create(), new RegistrationOptions(), ClockSource.Data);
        using var run = new RehearsalRun(SmallCity.Create(), [Rule(new EventCondition(new EventMatch("shot", null, null, 0)))]);

        inputs.Feed([run], null, Then, Then + (3600 * Second), Then, null, CancellationToken.None);

        inputs.OldestNanos().Should().Be(Then);
        run.Occurrences.Should().ContainSingle().Which.Should().BeEquivalentTo(new { FromNanos = Then, ToNanos = Then + (60 * Second) });
    }

    private static AlertRule Rule(AlertCondition condition) => new(
        "rule", 1, SmallCity.Text("rule"), SmallCity.Text("look"), "centre", "test", Severity.Major, Domain.Environment, [0], [], [], condition);

    private void Send(double second, string payload, string suffix = "") =>
        _archive.Send(Start + (long)(second * Second), (DecodingCity.Air + suffix, payload));

    private JournalInputs Inputs() => new(_archive, SmallCity.Create(), new RegistrationOptions(), ClockSource.Host);

    private RehearsalRun Feed(
        AlertRule rule, IReadOnlySet<string>? devices = null, long from = Start, long to = Start + (3600 * Second),
        Action<string, string, long, double>? seen = null, long measuredFrom = long.MinValue)
    {
        var run = new RehearsalRun(SmallCity.Create(), [rule]);
        Inputs().Feed([run], devices, from, to, measuredFrom, seen, CancellationToken.None);
        return run;
    }

    private sealed class Archive : IJournalArchive
    {
        private readonly List<JournalFrame> _frames = [];

        public void Send(long atNanos, params (string Topic, string Payload)[] messages) => Add(
            FrameKind.Messages, atNanos, DecodingCity.Frame([.. messages.Select(message => (message.Topic, Encoding.UTF8.GetBytes(message.Payload), default(Inbox.DeliveryMarks)))]));

        public void Tick(long atNanos) => Add(FrameKind.Tick, atNanos, []);

        public long? OldestNanos() => _frames.Count == 0 ? null : _frames[0].TimeNanos;

        public IEnumerable<JournalFrame> ReadFrom(long timeNanos) => _frames.Where(frame => frame.TimeNanos >= timeNanos);

        private void Add(FrameKind kind, long atNanos, byte[] body) =>
            _frames.Add(new JournalFrame(new JournalPosition(_frames.Count), new JournalPosition(_frames.Count + 1), kind, atNanos, body));
    }
}
