using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;
using SmartCity.Ioc.Aggregates;

namespace SmartCity.Ioc.Core.Tests.Aggregates;

public class WindowStateTests
{
    private static readonly Arbitrary<(double Value, int Ms)[]> Readings =
        Gen.Zip(
            Gen.OneOf(
                ArbMap.Default.GeneratorFor<NormalFloat>().Select(f => f.Get),
                Gen.Choose(-5000, 5000).Select(i => i / 10.0),
                Gen.Elements(0.0, -0.0, 1e19, -1e25, 9.3e9)),
            Gen.Choose(0, 20)).ArrayOf().Where(a => a.Length > 0).ToArbitrary();

    [Fact]
    public void State_AnyOrderAndAnyGrouping_IsTheSameToTheLastBit() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Readings, readings =>
        {
            var inOrder = Of(readings);
            var backwards = Of([.. readings.Reverse()]);
            var merged = Of(readings[(readings.Length / 2)..]);
            if (readings.Length > 1)
            {
                merged.Merge(Of(readings[..(readings.Length / 2)]), 0);
            }

            Bytes(backwards).Should().Equal(Bytes(inOrder));
            Bytes(merged).Should().Equal(Bytes(inOrder));
        }));

    [Fact]
    public void Numbers_OfDecimalReadings_AreThoseOfDecimalArithmetic() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            Gen.Choose(-50_000, 50_000).Select(i => i / 100m).ArrayOf().Where(a => a.Length > 0).ToArbitrary(),
            decimals =>
            {
                var state = Of([.. decimals.Select((value, i) => ((double)value, i))]);
                var mean = decimals.Average();
                var variance = decimals.Sum(value => (value - mean) * (value - mean)) / decimals.Length;

                state.Sum.Should().Be((double)decimals.Sum());
                state.Mean.Should().BeApproximately((double)mean, 1e-12 * 500);
                state.StandardDeviation.Should().BeApproximately(Math.Sqrt((double)variance), 1e-9);
            }));

    [Fact]
    public void StandardDeviation_SmallSpreadFarFromZero_KeepsItsDigits()
    {
        var state = Of([(1e9, 0), (1e9 + 1, 1), (1e9 + 2, 2)]);

        state.StandardDeviation.Should().BeApproximately(Math.Sqrt(2.0 / 3), 1e-12);
        state.Mean.Should().Be(1e9 + 1);
    }

    [Fact]
    public void StandardDeviation_SpreadTooWideToBeExact_IsNotANumber() =>
        Of([(-1e12, 0), (1e12, 1)]).StandardDeviation.Should().Be(double.NaN);

    [Fact]
    public void FirstAndLast_ReadingsOfOneMillisecond_AreOrderedByValue()
    {
        var state = Of([(3, 7), (1, 7), (2, 7)]);

        (state.First, state.Last).Should().Be((1, 3));
    }

    [Fact]
    public void State_InMemory_TakesEightyBytes() => Unsafe.SizeOf<WindowState>().Should().Be(80);

    private static WindowState Of((double Value, int Ms)[] readings)
    {
        var state = default(WindowState);
        foreach (var (value, ms) in readings)
        {
            state.Add(value, ms);
        }

        return state;
    }

    private static byte[] Bytes(WindowState state)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        state.Save(writer);
        writer.Write(state.StandardDeviation);
        writer.Write(state.Mean);
        return stream.ToArray();
    }
}
