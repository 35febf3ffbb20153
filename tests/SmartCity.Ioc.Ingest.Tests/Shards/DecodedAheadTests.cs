using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmartCity.Ioc.Ingest.Fakes;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Pipeline;

namespace SmartCity.Ioc.Ingest.Shards;

public class DecodedAheadTests
{
    // Declared devices, some that register themselves, one that moves between zones, one of the wrong kind, one that is no topic at all.
    private static readonly string[] Topics =
    [
        DecodingCity.Air, "ioc/v1/e1/air/air-2", "ioc/v1/w1/camera/cam-2", "ioc/v1/harbour/buoy/b1", "ioc/v1/e1/buoy/b2", "ioc/v1/w1/buoy/b2",
        "ioc/v1/e1/buoy/b3", "ioc/v1/e1/buoy/air-1", "ioc/v1/e1/air/air-1/status", "ioc/v1/nowhere",
    ];

    private static readonly string[] Payloads =
    [
        """{"pm25": 1, "ts": T}""", """{"pm25": 2.5, "seq": 7, "ts": T}""", """{"speed": 30}""", """{"pm25": -1}""", """{"pm25": "x"}""", "oops", "",
        """{"level": 1, "loc": {"lat": 10, "lon": 107}}""", """{"level": 2, "fw": "1.0", "nested": {"a": 1, "b": "x"}}""",
        """[{"level": 1, "ts": T}, {"level": 2}, {"level": 3, "fw": "2"}]""", """[{"pm25": 4}, {"pm25": -4}, 5]""", """{"salt": 3, "level": 4}""",
        """{"third": 3, "ts": T}""", """{"fourth": 4}""", """{"events": [{"type": "plate", "value": "72A"}], "vehicles": 3}""", "online",
    ];

    [Theory]
    [InlineData(ClockSource.Host)]
    [InlineData(ClockSource.Data)]
    public void Frames_DecodedByFourShards_AreWhatOneDecodes(ClockSource clock) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var limits = new RegistrationOptions { MaxDevices = 4, MaxMetricsPerKind = 3 };
            using var one = new DecodingCity(limits, clock);
            using var four = new DecodingCity(limits, clock, shards: 4);
            var random = new Random(seed);
            for (var frame = 0; frame < 20; frame++)
            {
                var at = DecodingCity.Arrival + (frame * 1_000_000_000L);
                var body = Frame(random, at);
                one.SendFrame(body, at);
                four.SendFrame(body, at);
                if (random.Next(4) == 0)
                {
                    four.Map.Assign();
                }
            }

            four.Messages.Should().BeEquivalentTo(one.Messages, o => o.WithStrictOrdering());
            four.Rejects.Should().Equal(one.Rejects);
            four.Quarantined.Select(Line).Should().Equal(one.Quarantined.Select(Line));
            four.Ledger.Snapshot().Should().BeEquivalentTo(one.Ledger.Snapshot());
            State(four).Should().Equal(State(one));
        }));

    [Fact]
    public void Zones_OneOfThemMostOfTheWork_AreEvenedOutOverTheShards()
    {
        using var city = new DecodingCity(new RegistrationOptions(), shards: 3);
        for (var i = 0; i < 300; i++)
        {
            city.Send($"ioc/v1/e1/buoy/b{i}", """{"level": 1}""");
        }

        city.Registry.Zones.TryGet("e1", out var zone).Should().BeTrue();
        for (var i = 0; i < 10_000; i++)
        {
            city.Map.Count(zone!.Index);
        }

        city.Map.Assign();

        Enumerable.Range(0, city.Registry.DeviceCount).Where(device => city.Registry.Device(device).Zone == zone!.Index)
            .CountBy(city.Map.Of).Select(shard => shard.Value).Should().HaveCount(3).And.OnlyContain(devices => devices >= 90);
    }

    private static byte[] Frame(Random random, long at) => DecodingCity.Frame([.. Enumerable.Range(0, random.Next(1, 30)).Select(_ =>
    {
        var time = (at / 1_000_000) - random.Next(100_000);
        var payload = Payloads[random.Next(Payloads.Length)].Replace("T}", $"{time}}}", StringComparison.Ordinal);
        return (Topics[random.Next(Topics.Length)], Encoding.UTF8.GetBytes(payload), random.Next(10) == 0 ? DeliveryMarks.Retained : default);
    })]);

    private static string Line(SmartCity.Ioc.Quality.QuarantinedMessage message) =>
        $"{message.Position} {message.Ordinal} {message.Topic} {Encoding.UTF8.GetString(message.Payload.Span)} {message.Reason} {message.Detail}";

    private static byte[] State(DecodingCity city)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
        {
            RegistryState.Save(writer, city.Registry, city.Decoder.Payloads);
        }

        return stream.ToArray();
    }
}
