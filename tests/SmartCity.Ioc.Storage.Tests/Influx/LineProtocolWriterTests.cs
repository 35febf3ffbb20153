using System.Buffers;
using System.Text;
using SmartCity.Ioc.Storage.Influx;

namespace SmartCity.Ioc.Storage.Tests.Influx;

public sealed class LineProtocolWriterTests
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly LineProtocolWriter _line = new();

    [Fact]
    public void Point_WithEveryFieldType_IsWrittenAsTheReferenceSays()
    {
        _line.Begin("air");
        _line.Tag("zone", "vung-tau");
        _line.Field("f"u8, 38.25);
        _line.Field("i"u8, -7L);
        _line.Field("u"u8, ulong.MaxValue);
        _line.Field("t"u8, true);
        _line.Field("b"u8, false);
        _line.Field("s"u8, "Bụi \"mịn\" \\ C:\\");
        Line(5).Should().Be("""air,zone=vung-tau f=38.25,i=-7i,u=18446744073709551615u,t=true,b=false,s="Bụi \"mịn\" \\ C:\\" 5""");
    }

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(-0.0, "-0")]
    [InlineData(1e21, "1E+21")]
    [InlineData(double.Epsilon, "5E-324")]
    [InlineData(double.MaxValue, "1.7976931348623157E+308")]
    public void Number_Written_IsTheShortestThatReadsBack(double value, string text)
    {
        _line.Begin("m");
        _line.Field("f"u8, value);
        Line(0).Should().Be($"m f={text} 0");
    }

    [Fact]
    public void Names_WithSeparators_AreEscaped()
    {
        _line.Begin("a b,c=d\"e");
        _line.Tag("k ,=\"k", "v ,=\"v");
        _line.Field("f ,=\"f"u8, 1L);
        Line(0).Should().Be("""a\ b\,c=d"e,k\ \,\="k=v\ \,\="v f\ \,\="f=1i 0""");
    }

    [Theory]
    [InlineData(@"a\b")]
    [InlineData(@"a\\b")]
    [InlineData(@"\a")]
    [InlineData("dây điện")]
    [InlineData("©\u00A0…")]
    [InlineData("😀")]
    [InlineData("a#")]
    public void Name_ThatIsOnlyOdd_IsSaid(string name)
    {
        _line.Begin(name);
        _line.Tag(name + "k", name);
        _line.Field(Encoding.UTF8.GetBytes(name), 1L);
        Line(0).Should().NotBeNull();
    }

    [Theory]
    [InlineData(@"a\,b")]
    [InlineData(@"a\=b")]
    [InlineData(@"a\ b")]
    [InlineData("a\\\"b")]
    [InlineData(@"a\")]
    [InlineData(@"a\\")]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\0b")]
    [InlineData("a\u007Fb")]
    [InlineData("a\u0085b")]
    [InlineData("a\u2028b")]
    [InlineData("")]
    public void Name_ThatCanNotBeSaid_IsRefusedWhereverItStands(string name)
    {
        _line.Begin(name);
        _line.Field("f"u8, 1L);
        Line(0).Should().BeNull();
        _line.Begin("m");
        _line.Tag(name, "v");
        _line.Field("f"u8, 1L);
        Line(0).Should().BeNull();
        _line.Begin("m");
        _line.Tag("k", name);
        _line.Field("f"u8, 1L);
        Line(0).Should().BeNull();
        _line.Begin("m");
        _line.Field(Encoding.UTF8.GetBytes(name), 1L);
        Line(0).Should().BeNull();
        _output.WrittenCount.Should().Be(0, "a refused point leaves no byte");
        _line.Begin("m");
        _line.Field("f"u8, 1L);
        Line(0).Should().Be("m f=1i 0", "the next point has nothing of it");
    }

    [Fact]
    public void Text_WithHalfASurrogatePair_IsRefusedRatherThanRenamed()
    {
        _line.Begin("a\uD800b");
        _line.Field("f"u8, 1L);
        Line(0).Should().BeNull();
        _line.Begin("m");
        _line.Field("f"u8, "a\uD800b");
        Line(0).Should().BeNull();
    }

    [Fact]
    public void Measurement_ThatBeginsAComment_IsRefused()
    {
        _line.Begin("#m");
        _line.Field("f"u8, 1L);
        Line(0).Should().BeNull();
    }

    [Fact]
    public void Key_TimeOrTwice_IsRefused()
    {
        _line.Begin("m");
        _line.Field("time"u8, 1L);
        Line(0).Should().BeNull();
        _line.Begin("m");
        _line.Tag("time", "x");
        _line.Field("f"u8, 1L);
        Line(0).Should().BeNull();
        _line.Begin("m");
        _line.Tag("a", "x");
        _line.Tag("a", "y");
        _line.Field("f"u8, 1L);
        Line(0).Should().BeNull();
        _line.Begin("m");
        _line.Field("a b"u8, 1L);
        _line.Field("a b"u8, 2L);
        Line(0).Should().BeNull();
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Number_ThatIsNotFinite_IsRefused(double value)
    {
        _line.Begin("m");
        _line.Field("f"u8, value);
        Line(0).Should().BeNull();
    }

    [Theory]
    [InlineData(long.MinValue, false)]
    [InlineData(long.MinValue + 1, false)]
    [InlineData(long.MinValue + 2, true)]
    [InlineData(long.MaxValue - 1, true)]
    [InlineData(long.MaxValue, false)]
    public void Time_AtTheEdges_IsSaidOrRefused(long time, bool said)
    {
        _line.Begin("m");
        _line.Field("f"u8, 1L);
        (Line(time) is not null).Should().Be(said);
    }

    [Fact]
    public void Point_WithoutFields_IsRefused()
    {
        _line.Begin("m");
        _line.Tag("a", "x");
        Line(0).Should().BeNull();
    }

    [Fact]
    public void Series_LongerThanTheStoreTakes_IsRefused()
    {
        _line.Begin("m");
        _line.Tag("a", new string('x', 65_536));
        _line.Field("f"u8, 1L);
        Line(0).Should().BeNull();
    }

    [Fact]
    public void Points_InTheSteadyState_AllocateNothing()
    {
        for (var i = 0; i < 3; i++)
        {
            Write();
        }

        _output.ResetWrittenCount();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Write();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);

        void Write()
        {
            for (var i = 0; i < 100; i++)
            {
                _line.Begin("traffic"u8);
                _line.Tag("zone"u8, "vung-tau"u8);
                _line.Tag("device", "cam 1");
                _line.Field("speed"u8, i * 0.37);
                _line.Field("count"u8, (long)i);
                _line.End(i, _output);
            }
        }
    }

    private string? Line(long time)
    {
        _output.ResetWrittenCount();
        return _line.End(time, _output) ? Encoding.UTF8.GetString(_output.WrittenSpan[..^1]) : null;
    }
}
