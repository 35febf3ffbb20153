using System.Text;
using SmartCity.Ioc.Ingest.Fakes;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>A recording replayed on its own time.</summary>
public sealed class DataClockTests
{
    private const long Second = 1_000_000_000;

    // Out of order, two in one second, one without a time, one bad, one far ahead of the host's clock.
    private static readonly string[] Recording =
    [
        """{"ts": 1000500, "pm25": 1}""", """{"ts": 1000900, "pm25": 2}""", """{"ts": 1003000, "pm25": 3}""", """{"pm25": 4}""",
        """{"ts": 1001000, "pm25": 5}""", """{"pm25": "x"}""", """[{"ts": 1004000, "pm25": 6, "fw": "a"}, {"ts": 1009999, "pm25": 7, "fw": "b"}]""",
        """{"ts": 1900000000000, "pm25": 8}""",
    ];

    [Fact]
    public void Clock_FollowsTheNewestEventInWholeSeconds()
    {
        using var city = new DecodingCity(clock: ClockSource.Data);
        city.SendFrame(Frame(Recording));

        city.Messages.Select(m => (m.Values["pm25"], m.ClockNanos / Second)).Should().Equal(
            (1, 1000), (2, 1000), (3, 1003), (4, 1003), (5, 1003), (6, 1004), (7, 1009), (8, 1_900_000_000));
        city.Messages.Should().OnlyContain(m => m.ReceivedAtNanos == m.ClockNanos, "arrival is virtual too");
        city.Messages[3].MeasuredAtNanos.Should().Be(1003 * Second);
        city.Messages[3].Marks.Should().Be(MessageMarks.TimeAssumed);
        city.Messages[6].Attributes["fw"].Should().Be("b");
        city.Batches.Should().Equal(2, 3, 1, 1, 1);
    }

    [Fact]
    public void Frames_CutAnywhere_GiveTheSameMessages()
    {
        using var whole = new DecodingCity(clock: ClockSource.Data);
        whole.SendFrame(Frame(Recording));
        for (var cut = 1; cut < Recording.Length; cut++)
        {
            using var parts = new DecodingCity(clock: ClockSource.Data);
            parts.SendFrame(Frame(Recording[..cut]));
            parts.SendFrame(Frame(Recording[cut..]), DecodingCity.Arrival + Second);

            parts.Messages.Should().BeEquivalentTo(whole.Messages, o => o.WithStrictOrdering());
        }
    }

    private static byte[] Frame(IEnumerable<string> payloads) =>
        DecodingCity.Frame([.. payloads.Select(p => (DecodingCity.Air, Encoding.UTF8.GetBytes(p), default(DeliveryMarks)))]);
}
