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
            var bytes = new byte[2 * MessageCodec.MostBytes(values.Length)];
            var written = new byte[MessageCodec.MostBytes(values.Length)];
            var length = MessageCodec.Write(written, MessageCodec.LongestMs - 1, values, layout);

            // The second time without codes.
            var used = MessageCodec.Copy(written.AsSpan(0, length), bytes, -1_000, 0);
            used += MessageCodec.Copy(written.AsSpan(0, length), bytes.AsSpan(used), 0, values.Length);

            var reader = new MessageReader(bytes);
            foreach (var time in new[] { MessageCodec.LongestMs - 1_001, MessageCodec.LongestMs - 1 })
            {
                reader.Next();
                reader.OffsetMs.Should().Be(time);
                reader.Read(new double[MetricLayout.MaxMetrics]).ToArray().Should().Equal(values, (left, right) => left.Equals(right));
            }

            reader.End.Should().Be(used);
        }));

    [Fact]
    public void Message_OfEightMetricsWithUpToFourDigits_TakesTwentyBytesAndFifteenWithoutCodes()
    {
        var layout = Layouts.Of(8);
        var bytes = new byte[200];
        double[] values = [38.25, 40.95, 29.41, 7.52, 12.1, 31.25, 20.04, 0.99];

        MessageCodec.Write(bytes, 5, values, layout);
        MessageCodec.Write(bytes, 5, values, layout).Should().Be(20);
        MessageCodec.Copy(bytes.AsSpan(0, 20), new byte[200], 0, 8).Should().Be(15);
    }
}
