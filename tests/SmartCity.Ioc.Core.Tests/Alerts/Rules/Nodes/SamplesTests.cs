using FsCheck;
using FsCheck.Fluent;
using SmartCity.Ioc.Alerts.Rules.Nodes;

namespace SmartCity.Ioc.Core.Tests.Alerts.Rules.Nodes;

public class SamplesTests
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    [Fact]
    public void Window_OfReadingsInAnyOrder_IsWhatAListOfThemSays() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(Seeds, seed =>
        {
            const long Span = 1_000;
            var random = new Random(seed);
            var samples = new Samples(Span);
            var readings = new List<(long Time, double Value)>();
            var clock = 0L;
            for (var i = 0; i < 400; i++)
            {
                // Some 40 in a window, so that each stands for itself.
                clock += random.Next(50);
                var reading = (Time: Math.Max(0, clock - (random.Next(4) == 0 ? random.Next(1_500) : 0)), Value: random.Next(-100, 100) / 4.0);
                var newest = readings.Select(said => said.Time).DefaultIfEmpty(reading.Time).Max();
                samples.Add(reading.Time, reading.Value).Should().Be(reading.Time > newest - Span);
                readings.Add(reading);
                readings.RemoveAll(said => said.Time <= Math.Max(newest, reading.Time) - Span);

                samples.Entries.Should().Be(readings.Count);
                samples.Total().Should().Be((readings.Sum(said => said.Value), (double)readings.Count));
                samples.Min().Should().Be(readings.Min(said => said.Value));
                samples.Max().Should().Be(readings.Max(said => said.Value));
                samples.Oldest.TimeNanos.Should().Be(readings.Min(said => said.Time));
                samples.Newest.TimeNanos.Should().Be(readings.Max(said => said.Time));
                if (random.Next(50) == 0)
                {
                    samples = Restored(samples, Span);
                }
            }
        }));

    [Fact]
    public void Window_OfManyReadings_KeepsSixtiethsOfItTogether()
    {
        var samples = new Samples(60_000);
        for (var time = 0; time < 200_000; time += 10)
        {
            samples.Add(time, time % 7);
        }

        samples.Entries.Should().BeLessThan(130);
        samples.Total().Count.Should().BeInRange(5_900, 6_100);
        (samples.Min(), samples.Max()).Should().Be((0, 6));
    }

    private static Samples Restored(Samples samples, long span)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        samples.Save(writer);
        stream.Position = 0;
        var restored = new Samples(span);
        restored.Restore(new BinaryReader(stream));
        return restored;
    }
}
