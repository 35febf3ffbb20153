using System.Text;
using SmartCity.Ioc.Ingest.Fakes;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Ingest.Quarantine;

public sealed class RedriveTests : IDisposable
{
    private const string Wrong = "decoders: [{id: z, topic: 'z/{device}', kind: air, device: '{device}', metrics: [{id: temp, path: t, scale: 1000}]}]";
    private const string Right = "decoders: [{id: z, topic: 'z/{device}', kind: air, device: '{device}', metrics: [{id: temp, path: t}]}]";
    private const string Each = "decoders: [{id: z, topic: 'z/all', each: '$[*]', kind: air, device: '{d}', metrics: [{id: temp, path: t, scale: SCALE}]}]";

    private readonly TemporaryFolder _folder = new();
    private readonly ListPointLog _points = new();
    private readonly CollectedQuarantine _quarantine = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Message_PutAsideByAWrongMapping_CountsOnceAfterTheFix()
    {
        using (var run = Run())
        {
            Follow(run, Decoders(Wrong), Message("z/new", """{"t": 20}"""));
            run.Ledger.Snapshot().Messages.Should().Match<LedgerCounts>(t => t.Received == 1 && t.Quarantined == 1 && t.Accepted == 0);
        }

        var aside = _quarantine.Messages.Should().ContainSingle().Subject;
        aside.Reason.Should().Be(QuarantineReason.OutOfRange);

        using var next = Again();
        Follow(next, Decoders(Right), Redrive(aside), Redrive(aside));

        _quarantine.Messages.Should().BeEmpty();
        var ledger = next.Ledger.Snapshot();
        ledger.Messages.Should().Match<LedgerCounts>(t => t.Received == 1 && t.Quarantined == 0 && t.Accepted == 1 && t.Difference == 0);
        ledger.Minutes.Should().OnlyContain(m => m.Messages.Difference == 0);
        _points.Lines.Should().Contain(line => line.Contains("temp=20") && line.Contains("Historical") && line.Contains($" {aside.ReceivedAtNanos} "));
    }

    [Fact]
    public void Message_ThatIsStillWrong_StaysWithItsNewReasonAndItsArrival()
    {
        using (var run = Run())
        {
            Follow(run, Message("ioc/v1/e1/air/air-1", """{"temp": 900}"""));
        }

        var aside = _quarantine.Messages.Should().ContainSingle().Subject;

        using var next = Again();
        Follow(next, Redrive(aside));

        var again = _quarantine.Messages.Should().ContainSingle().Subject;
        again.Position.Should().NotBe(aside.Position);
        again.ReceivedAtNanos.Should().Be(aside.ReceivedAtNanos);
        next.Ledger.Snapshot().Messages.Should().Match<LedgerCounts>(t => t.Received == 1 && t.Quarantined == 1 && t.Difference == 0);
    }

    [Fact]
    public void Element_ThatWasWrongAmongOthers_IsDrivenAgainAlone()
    {
        using (var run = Run())
        {
            Follow(run, Decoders(Each.Replace("SCALE", "10")), Message("z/all", """[{"d": "a", "t": 2}, {"d": "b", "t": 20}, {"d": "c", "t": 3}]"""));
        }

        var aside = _quarantine.Messages.Should().ContainSingle().Subject;
        aside.Element.Should().Be(1);
        Encoding.UTF8.GetString(aside.Payload.Span).Should().StartWith("[", "the message is kept as it came");

        using var next = Again();
        Follow(next, Decoders(Each.Replace("SCALE", "1")), Redrive(aside));

        next.Ledger.Snapshot().Messages.Should().Match<LedgerCounts>(t => t.Received == 3 && t.Accepted == 3 && t.Quarantined == 0);
        _points.Lines.Count(line => line.Contains("temp=20")).Should().Be(2, "2 × 10 of a, and 20 of b");
    }

    [Fact]
    public void Replay_OfDecodersAndRedrives_ComesOutTheSame()
    {
        using (var run = Run())
        {
            Follow(run, Decoders(Wrong), Message("z/new", """{"t": 20}"""), Decoders(Right), Message("z/new", """{"t": 21}"""));
        }

        var aside = _quarantine.Messages.Should().ContainSingle().Subject;
        ulong live;
        using (var run = Again())
        {
            Follow(run, Redrive(aside), Message("z/new", """{"t": 22}"""));
            live = run.Pipeline.State;
        }

        Directory.Delete(Path.Combine(_folder.Path, "checkpoints"), recursive: true);
        _points.Forget();
        using var replay = Again();

        replay.Pipeline.State.Should().Be(live);
        replay.Ledger.Snapshot().Messages.Should().Match<LedgerCounts>(t => t.Received == 3 && t.Accepted == 3);
    }

    [Fact]
    public void Message_TakenWhenTheInputsAreRunAgainUnderMendedKinds_IsNotInQuarantineAnyMore()
    {
        using (var run = Run())
        {
            Follow(run, Message("ioc/v1/e1/air/air-1", """{"temp": 900}"""), Message("ioc/v1/e1/air/air-1", "no json"));
        }

        _quarantine.Messages.Should().HaveCount(2);
        Directory.Delete(Path.Combine(_folder.Path, "checkpoints"), recursive: true);
        var city = SmallCity.Create();
        var air = city.Kinds[0] with { Metrics = [city.Kinds[0].Metrics[0], city.Kinds[0].Metrics[1] with { Max = 1000 }] };

        using var mended = new ShardRun(_folder.Path, _points, _quarantine, city: city with { Kinds = [air, city.Kinds[1]] });
        mended.Recover().Should().BeTrue();

        _quarantine.Messages.Should().ContainSingle().Which.Reason.Should().Be(QuarantineReason.MalformedPayload);
        mended.Ledger.Snapshot().Messages.Should().Match<LedgerCounts>(t => t.Received == 2 && t.Quarantined == 1 && t.Accepted == 1 && t.Difference == 0);
    }

    private ShardRun Run() => new(_folder.Path, _points, _quarantine);

    private ShardRun Again()
    {
        var run = Run();
        run.Recover().Should().BeTrue();
        return run;
    }

    private static void Follow(ShardRun run, params (FrameKind Kind, byte[] Body)[] frames)
    {
        run.Append(frames);
        run.Follow().Should().BeTrue();
    }

    private static (FrameKind, byte[]) Decoders(string text) => (FrameKind.Decoders, Encoding.UTF8.GetBytes(text));

    private static (FrameKind, byte[]) Message(string topic, string payload) =>
        (FrameKind.Messages, DecodingCity.Frame((topic, Encoding.UTF8.GetBytes(payload), DeliveryMarks.None)));

    private static (FrameKind, byte[]) Redrive(QuarantinedMessage message) => (FrameKind.Redrive, RedriveFrame.Write([message]));
}
