using System.Text.Json.Nodes;
using SmartCity.Ioc.Benchmarks.Report;

namespace SmartCity.Ioc.Benchmarks.Tests.Report;

public sealed class ReportTests
{
    private readonly BenchReport _report = new(new Machine(DateTimeOffset.UnixEpoch, "Test CPU", 2, "Debian", ".NET 10", 0.5));

    [Fact]
    public void Table_OfAGroup_HasTheYardstickFirstAndRatiosToIt()
    {
        var yardstick = new Measurement("cost", "mosquitto", 20, "µs/message") { IsYardstick = true };
        _report.Add(new Measurement("cost", "server", 15, "µs/message").Against(yardstick));
        _report.Add(yardstick);
        _report.Skip("sqlite", "takes minutes");

        Table().Should().Equal(
            "1970-01-01 00:00Z  2 x Test CPU, Debian, .NET 10, load average before 0.5",
            "",
            "cost",
            "  mosquitto          20.0 µs/message  yardstick",
            "  server             15.0 µs/message  0.75 x mosquitto",
            "",
            "skipped: sqlite: takes minutes");
    }

    [Fact]
    public void Report_WithAValueOverItsBudget_IsNotGood()
    {
        _report.Add(new Measurement("bytes", "Codec.Decode", 0, "B/op") { Budget = 0 });
        _report.IsGood.Should().BeTrue();

        _report.Add(new Measurement("bytes", "Codec.Encode", 24, "B/op") { Budget = 0 });

        _report.IsGood.Should().BeFalse();
        Table().Should().ContainMatch("*Codec.Encode*24.0 B/op  OVER budget 0");
    }

    [Fact]
    public void Report_WithARunThatFailed_IsNotGood()
    {
        _report.Skip("mosquitto", "not installed");
        _report.IsGood.Should().BeTrue();

        _report.Fail("embedded", "it threw");

        _report.IsGood.Should().BeFalse();
    }

    [Fact]
    public void Against_AYardstickThatIsMissing_LeavesTheRatioOut() =>
        new Measurement("cost", "server", 15, "µs").Against(null).Ratio.Should().BeNull();

    [Fact]
    public void Json_OfAReport_HasWhatTheTableHas()
    {
        var yardstick = _report.Add(new Measurement("cost", "mosquitto", 20, "µs/message") { IsYardstick = true });
        _report.Add(new Measurement("cost", "server", 15, "µs/message") { Note = "at 10,000/s" }.Against(yardstick));
        _report.Add(new Measurement("latency", "none came", double.NaN, "ms"));
        _report.Skip("sqlite", "takes minutes");

        var text = ReportJson.Write(_report);
        var json = JsonNode.Parse(text)!;

        text.Should().Contain("µs/message");
        json["good"]!.GetValue<bool>().Should().BeTrue();
        json["machine"]!["cores"]!.GetValue<int>().Should().Be(2);
        var server = json["measurements"]![1]!;
        server["name"]!.GetValue<string>().Should().Be("server");
        server["ratio"]!.GetValue<double>().Should().Be(0.75);
        server["yardstick"]!.GetValue<string>().Should().Be("mosquitto");
        json["measurements"]![0]!["isYardstick"]!.GetValue<bool>().Should().BeTrue();
        json["measurements"]![2]!["value"]!.GetValue<string>().Should().Be("NaN");
        json["skipped"]![0]!["reason"]!.GetValue<string>().Should().Be("takes minutes");
    }

    private string[] Table()
    {
        using var output = new StringWriter();
        ReportTable.Write(_report, output);
        return output.ToString().TrimEnd().Split('\n');
    }
}
