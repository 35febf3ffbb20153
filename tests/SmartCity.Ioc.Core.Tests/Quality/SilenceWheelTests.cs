using FsCheck;
using FsCheck.Fluent;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Core.Tests.Quality;

public class SilenceWheelTests
{
    private const int Devices = 100;

    [Fact]
    public void Deadlines_SetAndMovedInAnyOrder_AreFoundAtTheFirstLookBehindThemAndNotBefore() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var wheel = new SilenceWheel();
            var armedFor = Enumerable.Repeat(long.MaxValue, Devices).ToArray();
            var isCrowded = random.Next(2) == 0;
            var clock = 1_780_272_000_000_000_000L;
            for (var step = 0; step < 300; step++)
            {
                if (random.Next(3) > 0)
                {
                    var device = random.Next(Devices);

                    // From a moment ago to some turns of the wheel ahead, and many within one list.
                    var at = clock - 50_000_000 + random.NextInt64(random.Next(4) == 0 ? 300_000_000_000 : isCrowded ? 60_000_000 : 2_000_000_000);
                    armedFor[device] = at;
                    wheel.Add(device, at);
                    continue;
                }

                clock += random.NextInt64(random.Next(5) == 0 ? 200_000_000_000 : 500_000_000);
                var due = Enumerable.Range(0, Devices).Where(device => armedFor[device] <= clock).ToHashSet();
                Look(wheel, armedFor, clock).Should().BeEquivalentTo(due);
            }
        }));

    // As HealthWatch does.
    private static HashSet<int> Look(SilenceWheel wheel, long[] armedFor, long clock)
    {
        var found = new HashSet<int>();
        var tick = wheel.Begin(clock);
        while (wheel.TryTake(clock, ref tick, out var slot, out var entries))
        {
            while (wheel.TryNext(ref entries, out var device))
            {
                if (armedFor[device] <= clock)
                {
                    found.Add(device);
                    armedFor[device] = long.MaxValue;
                }
                else if (SilenceWheel.SlotOf(armedFor[device]) == slot)
                {
                    wheel.Add(device, armedFor[device]);
                }
            }
        }

        return found;
    }
}
