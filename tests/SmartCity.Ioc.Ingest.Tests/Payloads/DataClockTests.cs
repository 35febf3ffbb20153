using SmartCity.Ioc.Ingest.Fakes;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>A recording played on its own time (<c>Ioc:Pipeline:Clock=data</c>).</summary>
public sealed class DataClockTests : IDisposable
{
    private readonly DecodingCity _city = new(clock: ClockSource.Data);

    public void Dispose() => _city.Dispose();

    [Fact]
    public void Recording_OfAnyTime_IsTaken()
    {
        _city.Send(DecodingCity.Air, """{"ts": 1000500, "pm25": 1}""");
        _city.Send(DecodingCity.Air, """{"ts": 1900000000000, "pm25": 2}""");

        _city.Messages.Select(m => m.MeasuredAtNanos).Should().Equal(1000500_000000, 1900000000000_000000);
        _city.Messages.Should().OnlyContain(m => m.ReceivedAtNanos == DecodingCity.Arrival && m.ClockNanos == DecodingCity.Arrival);
    }

    [Fact]
    public void Message_WithoutTime_HasTheNewestOfTheRecording()
    {
        _city.Send(DecodingCity.Air, """{"ts": 2000, "pm25": 1}""");
        _city.Send(DecodingCity.Air, """{"ts": 1000, "pm25": 2}""");
        _city.Send(DecodingCity.Air, """{"ts": 9000, "pm25": 3}""", DeliveryMarks.Retained);
        _city.Send(DecodingCity.Air, """{"pm25": 4}""");

        _city.Messages[^1].MeasuredAtNanos.Should().Be(2000_000000);
        _city.Messages[^1].Marks.Should().Be(MessageMarks.TimeAssumed);
    }

    [Fact]
    public void Message_WithoutTime_BeforeAnyOther_IsPutAside()
    {
        _city.Send(DecodingCity.Air, """{"pm25": 4}""");
        _city.Send(DecodingCity.Air + "/status", "online");

        _city.Quarantined.Should().ContainSingle().Which.Reason.Should().Be(QuarantineReason.BadTime);
        _city.Messages.Should().ContainSingle("a status needs no time");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Recording_WhoseMessagesComeTogether_ShowsMovesAndWhatWasPutAsideInTheirTurn(int shards)
    {
        (string Topic, string Payload)[] said =
        [
            (DecodingCity.Air, """{"ts": 1000, "pm25": 1}"""),
            ("ioc/v1/e1/buoy/b1", """{"ts": 2000, "level": 1}"""),
            (DecodingCity.Air, """[{"ts": 3000, "pm25": 2}, {"ts": 4000, "pm25": -1}, {"ts": 5000, "pm25": 3}]"""),
            ("ioc/v1/w1/buoy/b1", """{"ts": 6000, "level": 2}"""),
            (DecodingCity.Air, "oops"),
            ("ioc/v1/e1/buoy/b1", """{"ts": 7000, "level": 3}"""),
        ];
        using var together = new DecodingCity(clock: ClockSource.Data, shards: shards);
        together.SendFrame(DecodingCity.Frame([.. said.Select(s => (s.Topic, System.Text.Encoding.UTF8.GetBytes(s.Payload), default(DeliveryMarks)))]));
        using var apart = new DecodingCity(clock: ClockSource.Data, shards: shards);
        foreach (var (topic, payload) in said)
        {
            apart.Send(topic, payload);
        }

        together.Messages.Should().BeEquivalentTo(apart.Messages, options => options.WithStrictOrdering());
        together.Messages.Select(message => message.Zone).Should().Equal("e1", "e1", "e1", "e1", "w1", "e1");
        together.RejectedAfter.Should().Equal(3, 5).And.Equal(apart.RejectedAfter);
        together.Rejects.Should().Equal(apart.Rejects);
        together.Ledger.Snapshot().Messages.Should().Be(apart.Ledger.Snapshot().Messages);
    }

    [Fact]
    public void Device_ThatMovesInAFrame_KeepsWhatIsLearnedOfItsMessagesBefore()
    {
        var interval = TimeSpan.FromSeconds(20);
        _city.Deciding = batch =>
        {
            var device = _city.Registry.Device(batch.Messages[0].Device);
            _city.Registry.Update(device with { LearnedInterval = interval });
        };

        _city.SendFrame(DecodingCity.Frame(
            ("ioc/v1/e1/buoy/b1", """{"ts": 1000, "level": 1}"""u8.ToArray(), default),
            ("ioc/v1/w1/buoy/b1", "oops"u8.ToArray(), default)));

        _city.Registry.TryFindDevice("b1", out var index).Should().BeTrue();
        _city.Registry.Device(index).Should().BeEquivalentTo(new { LearnedInterval = interval, Zone = 5 });
    }
}
