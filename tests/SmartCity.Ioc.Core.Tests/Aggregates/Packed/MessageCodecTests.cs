using FsCheck;
using FsCheck.Fluent;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Aggregates.Packed;

namespace SmartCity.Ioc.Core.Tests.Aggregates.Packed;

public class MessageCodecTests
{
    private static readonly Arbitrary<double[]> Messages = Gen.OneOf(
        Gen.Choose(-5000, 5000).Select(i => i / 100.0),
        Gen.Choose(int.MinValue, int.MaxValue).Select(i => i / 1e3),
        Gen.Choose(-70_000, 70_000).Select(i => (double)i),
        ArbMap.Default.GeneratorFor<NormalFloat>().Select(f => f.Get),
        Gen.Elements(0, double.NaN, 1e-6, -1, 127, 128, -128, -129, 32_767, 32_768, 8_388_607, 8_388_608, 2147483647, -2147483648, 101_325.12))
        .ArrayOf().Where(values => values.Length is > 0 and <= MetricLayout.MaxMetrics).ToArbitrary();

    [Fact]
    public void Message_WrittenAndRead_HasItsTimeAndValuesToTheLastBit() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Messages, values =>
        {
            var layout = Layouts.Of(values.Length);
            var bytes = new byte[MessageCodec.MostBytes(values.Length) + 8];
            var length = MessageCodec.Write(bytes, MessageCodec.LongestMs, values, layout);
            MessageCodec.Shift(bytes, 1_000);

            var read = new double[MetricLayout.MaxMetrics];
            MessageCodec.Read(bytes, read, out var positions).Should().Be(length);
            MessageCodec.Length(bytes.AsSpan(0, length)).Should().Be(length);
            MessageCodec.OffsetMs(bytes).Should().Be(MessageCodec.LongestMs + 1_000);
            read[..positions].Should().Equal(values, (left, right) => left.Equals(right));
        }));

    [Fact]
    public void Message_OfEightMetricsWithTwoPlaces_TakesAtMostTwentyFourBytes()
    {
        var layout = Layouts.Of(8);
        var bytes = new byte[200];
        double[] values = [38.25, 51.5, 29.41, 71.52, 12.1, 31.25, 20.04, 61.99];

        MessageCodec.Write(bytes, 5, values, layout);
        MessageCodec.Write(bytes, 5, values, layout).Should().BeLessThanOrEqualTo(24);
    }
}
