using FsCheck;
using FsCheck.Fluent;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Aggregates.Packed;

namespace SmartCity.Ioc.Core.Tests.Aggregates.Packed;

public class StateCodecTests
{
    // Decimals as sensors send them, and whatever else a double can be.
    private static readonly Gen<double> Values = Gen.OneOf(
        Gen.Choose(-5000, 5000).Select(i => i / 100.0),
        Gen.Choose(-5000, 5000).Select(i => (double)i),
        Gen.Choose(int.MinValue, int.MaxValue).Select(i => i / 1e6),
        Gen.Choose(0, int.MaxValue).Select(i => i * 1e3),
        ArbMap.Default.GeneratorFor<NormalFloat>().Select(f => f.Get),
        Gen.Elements(0.0, -0.0, 1e19, -1e25, 9.3e9, 2147483647, -2147483648, 2147483.648, 1e-9, 0.1 + 0.2));

    // A metric mostly has values of one sort.
    private static readonly Gen<(double Value, int Ms)[]> Metric = Gen.Frequency(
        (3, Gen.Choose(0, 4000).Select(i => 20 + (i / 100.0))),
        (1, Values)).Zip(Gen.Choose(0, 90_000_000)).ArrayOf();

    private static readonly Arbitrary<(double Value, int Ms)[][]> Owners = Metric.ArrayOf().Where(metrics => metrics.Length is > 0 and < 12).ToArbitrary();

    [Fact]
    public void States_PackedAndUnpacked_AreTheSameToTheLastBit() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Owners, owner => RoundTrip([.. owner.Select(Of)], out _)));

    [Fact]
    public void States_OfOneMessageEach_AreTheSameToTheLastBit() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(
            Values.ArrayOf().Where(values => values.Length is > 0 and < 12).ToArbitrary(),
            values => RoundTrip([.. values.Select(value => Of([(value, 77)]))], out _)));

    [Fact]
    public void States_CorrectedOnes_KeepTheirRevisions()
    {
        var (dirty, revised, plain) = (Of([(38.2, 5), (38.4, 9)]), Of([(1, 5), (2, 9)]), Of([(7.25, 0), (7.5, 20)]));
        dirty.MarkDirty();
        revised.MarkDirty();
        revised.Revise();

        RoundTrip([dirty, revised, plain], out _);
    }

    [Fact]
    public void States_OfEightMetricsThatVaryByTwentyOverADay_TakeFifteenBytesEachAtMost()
    {
        var random = new Random(1);
        var day = Enumerable.Range(0, 8)
            .Select(_ => Of([.. Enumerable.Range(0, 8640).Select(i => (Math.Round(20 + (random.NextDouble() * 20), 2), i * 10_000))]))
            .ToArray();

        RoundTrip(day, out var bytes);

        bytes.Should().BeLessThanOrEqualTo(8 * 15);
    }

    private static WindowState Of((double Value, int Ms)[] readings)
    {
        var state = default(WindowState);
        foreach (var (value, ms) in readings)
        {
            state.Add(value, ms);
        }

        return state;
    }

    private static void RoundTrip(WindowState[] states, out int bytes)
    {
        var layout = Layouts.Of(states.Length);
        var buffer = new byte[(states.Length * StateCodec.MostBytes) + 16];
        var writer = new BitWriter(buffer);
        StateCodec.Pack(ref writer, states, layout);
        bytes = writer.Finish();

        var unpacked = new WindowState[states.Length];
        var reader = new BitReader(buffer);
        StateCodec.Unpack(ref reader, unpacked);

        unpacked.Should().Equal(states);
        reader.BytesRead.Should().Be(bytes);
    }
}
