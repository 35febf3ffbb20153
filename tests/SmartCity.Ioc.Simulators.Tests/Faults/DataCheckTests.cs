namespace SmartCity.Ioc.Simulators.Tests.Faults;

/// <summary>What is injected is what the data check says, of whom and in time; and of a day on which nothing is injected it says nothing.</summary>
public class DataCheckTests
{
    [Theory]
    [InlineData("loss", "loss", "camera", "p=0.35")]
    [InlineData("duplicate", "duplicates", "camera", "p=0.6")]
    [InlineData("reorder", "reordered", "camera", "p=0.5")]
    [InlineData("delay", "delayed", "camera", "by=20s")]
    [InlineData("clock-skew", "skewed", "camera", "by=-45s")]
    [InlineData("clock-skew", "skewed", "camera", "by=45s")]
    [InlineData("frozen", "frozen", "camera", null)]
    [InlineData("frozen", "frozen", "traffic", null)]
    [InlineData("spike", "jumping", "camera", "metric=speed,by=90,factor=1,p=0.5")]
    [InlineData("drift", "drifting", "switch", "metric=temp,by=9")]
    [InlineData("stuck-camera", "stuck-camera", "camera", null)]
    [InlineData("flapping", "flapping", "camera", "period=20s")]
    [InlineData("restart", "restarted", "camera", "down=10s")]
    [InlineData("restart", "duplicates", "camera", "down=10s,resend=5")]
    [InlineData("corrupt", "corrupt", "camera", "p=0.35")]
    [InlineData("oversize", "oversize", "camera", "p=0.35")]
    [InlineData("flood", "flood", "camera", "rate=20")]
    public void Fault_Injected_IsNamedWithinAMinuteOfEachDevice(string fault, string word, string kind, string? parameters)
    {
        // What a device is like must be known before it can be told that it is not: thirty messages of it, or a few more.
        var before = TimeSpan.FromMinutes(kind == "camera" ? 5 : 15);
        var day = FaultedDay.Of(
            before + TimeSpan.FromMinutes(3), [kind], kind == "camera" ? 12 : 3,
            [$"{fault}:kind={kind},from={before.TotalMinutes}m,for=3m{(parameters is null ? "" : "," + parameters)}"]);

        day.Truth.Should().HaveCountGreaterThan(2).And.OnlyContain(injected => injected.Fault == fault);
        foreach (var injected in day.Truth)
        {
            day.Named.Should().ContainKey((injected.Device!, word));
            var after = day.Named[(injected.Device!, word)] - injected.From;
            after.Should().BeGreaterThan(TimeSpan.Zero).And.BeLessThanOrEqualTo(TimeSpan.FromSeconds(60), "{0} of {1}", word, injected.Device);
        }

        day.Named.Where(named => named.Value < before).Should().BeEmpty("before that nothing was injected");
        day.Named.Keys.Select(named => named.Fault).Where(named => !Follows(word).Contains(named)).Should().BeEmpty("nothing else was injected");
    }

    [Fact]
    public void PowerCut_OfAZone_IsAnOutageOfAllInItAndOfNobodyElse()
    {
        var day = FaultedDay.Of(TimeSpan.FromMinutes(7), ["camera", "switch", "traffic"], 2, ["power-cut:zone=phuong-vung-tau,from=5m"]);

        day.Truth.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Fault = "power-cut", Zone = "phuong-vung-tau", Device = (string?)null });
        var named = day.Named.Where(named => named.Key.Fault == "outage").ToList();
        named.Should().HaveCountGreaterThan(10).And.OnlyContain(outage => outage.Value <= TimeSpan.FromMinutes(6));
        day.Zone("phuong-vung-tau").Should().ContainKey("outage").And.NotContainKey("silent");
        day.Zone("phuong-ba-ria").Should().BeEmpty();
    }

    [Fact]
    public void OneDeviceOfMany_GoneSilent_IsNoOutage()
    {
        var day = FaultedDay.Of(TimeSpan.FromMinutes(3), ["camera"], 10, ["loss:device=cam-000001,from=1m,p=1"]);

        day.Last["cam-000001"].Should().Equal("silent");
    }

    [Fact]
    public void Day_OnWhichNothingIsInjected_NamesNothing()
    {
        var day = FaultedDay.Of(TimeSpan.FromHours(24), [], 9, [], look: TimeSpan.FromSeconds(30));

        day.Named.Should().BeEmpty();
    }

    // A device that restarts or whose link flaps falls silent on the way; what travels late is missed first.
    private static string[] Follows(string word) => word switch
    {
        "flapping" => [word, "silent", "outage", "loss"],
        "restarted" or "duplicates" => [word, "restarted", "silent", "outage"],
        "delayed" => [word, "silent", "outage"],
        "jumping" => [word, "out-of-range"],
        "oversize" or "corrupt" => [word, "silent", "loss", "outage"],
        "loss" => [word, "silent", "outage"],
        "reordered" => [word, "silent"],
        _ => [word],
    };
}
