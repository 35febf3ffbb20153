using FsCheck;
using FsCheck.Fluent;
using SmartCity.Ioc.Aggregates;

namespace SmartCity.Ioc.Core.Tests.Aggregates;

public class QuantileSketchTests
{
    [Fact]
    public void Quantile_OfAnyReadings_IsWithinTheStatedBound() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Readings, values =>
        {
            var sketch = Of(values);
            var sorted = values.Order().ToArray();
            foreach (var p in new[] { 0, 0.01, 0.5, 0.95, 0.99, 1 })
            {
                var exact = sorted[Math.Max(0, (int)Math.Ceiling(p * values.Length) - 1)];
                sketch.Quantile(p).Should().BeApproximately(exact, (QuantileSketch.RelativeError * Math.Abs(exact)) + 1e-300);
            }
        }));

    [Fact]
    public void Merge_InAnyOrder_EqualsOneSketchOfAll() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Readings, Readings, (left, right) =>
        {
            var merged = Of(right);
            merged.Merge(Of(left));

            Bytes(merged).Should().Equal(Bytes(Of([.. left, .. right])));
        }));

    [Fact]
    public void Merge_MoreBucketsThanAreKept_DoesNotDependOnTheOrder()
    {
        var values = Enumerable.Range(-900, 1800).Select(i => Math.Sign(i) * Math.Pow(1.05, Math.Abs(i))).ToArray();

        var up = Of(values);
        var down = Of([.. values.Reverse()]);
        var halves = Of(values[900..]);
        halves.Merge(Of(values[..900]));

        Bytes(down).Should().Equal(Bytes(up));
        Bytes(halves).Should().Equal(Bytes(up));
        up.Quantile(0.95).Should().BeApproximately(values[(int)Math.Ceiling(0.95 * 1800) - 1], 0.01 * values[^1]);
    }

    [Fact]
    public void Sketch_PackedAndUnpacked_IsTheSame() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Readings, values =>
        {
            var sketch = Of(values);
            var bytes = new byte[sketch.MostPackedBytes];
            var length = sketch.Pack(bytes);

            var unpacked = Of([1, 2, 3]);
            unpacked.Unpack(bytes).Should().Be(length);
            Bytes(unpacked).Should().Equal(Bytes(sketch));
        }));

    private static Arbitrary<double[]> Readings =>
        Gen.OneOf(
            ArbMap.Default.GeneratorFor<NormalFloat>().Select(f => f.Get).Where(f => f == 0 || Math.Abs(f) > 1e-300),
            Gen.Choose(-5000, 5000).Select(i => i / 10.0)).ArrayOf().Where(a => a.Length > 0).ToArbitrary();

    private static QuantileSketch Of(double[] values)
    {
        var sketch = new QuantileSketch();
        foreach (var value in values)
        {
            sketch.Add(value);
        }

        return sketch;
    }

    private static byte[] Bytes(QuantileSketch sketch)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        sketch.Save(writer);
        return stream.ToArray();
    }
}
