namespace SmartCity.Ioc.Core.Tests.Alerts;

/// <summary>The rules as tables of (condition, inputs at times, what comes out). air-1 and air-2 speak every 10 s, so 15 s are a gap.</summary>
public sealed class RuleTableTests
{
    [Theory]

    // Threshold: limit, clear level, durations, gaps.
    [InlineData("{threshold: {metric: pm25, at_or_above: 150, clear: 140}}", "air-1@0:pm25=145 air-1@10:pm25=151 air-1@20:pm25=145 air-1@30:pm25=139", "raised@10 cleared@30")]
    [InlineData("{threshold: {metric: pm25, above: 100, for: 20s}}", "air-1@0:pm25=120 air-1@10:pm25=120 air-1@110:pm25=120 air-1@120:pm25=120", "raised@120")]
    [InlineData("{threshold: {metric: pm25, above: 100, clear_for: 20s}}", "air-1@0:pm25=120 air-1@10:pm25=90 air-1@20:pm25=120 air-1@30:pm25=90 air-1@40:pm25=90 air-1@50:pm25=90", "raised@0 cleared@50")]
    [InlineData("{threshold: {metric: pm25, above: 100, for: 60m, valid_for: 70m}}", "air-1@0:pm25=120 air-1@3600:pm25=120", "raised@3600")]
    [InlineData("{threshold: {metric: pm25, above: 100}}", "air-1@0:pm25=120 air-1@15#stale air-1@30#offline @100000", "raised@0")]

    // Kleene: what is false decides, what is unknown does not.
    [InlineData("{all: [{threshold: {metric: pm25, above: 100}}, {threshold: {metric: temp, above: 30}}]}", "air-1@0:pm25=120 air-1@10:pm25=120,temp=20 air-1@20:pm25=120,temp=31", "raised@20")]
    [InlineData("{all: [{threshold: {metric: pm25, above: 100}}, {threshold: {metric: temp, above: 30}}]}", "air-1@0:pm25=120,temp=31 air-1@10:pm25=120 air-1@20:pm25=120 air-1@30:pm25=120 air-1@40:pm25=90", "raised@0 cleared@40")]
    [InlineData("{any: [{threshold: {metric: pm25, above: 100}}, {threshold: {metric: temp, above: 30}}]}", "air-1@0:temp=31 air-1@10:pm25=90 air-1@20:pm25=90 air-1@30:pm25=90,temp=20", "raised@0 cleared@30")]
    [InlineData("{all: [{threshold: {metric: pm25, above: 100}}, {not: {threshold: {metric: temp, above: 30}}}]}", "air-1@0:pm25=120 air-1@10:pm25=120,temp=31 air-1@20:pm25=120,temp=29", "raised@20")]

    // Durations around any condition; what is unknown pauses them.
    [InlineData("{all: [{threshold: {metric: pm25, above: 100}}], for: 20s, clear_for: 10s}", "air-1@0:pm25=120 air-1@10:pm25=120 air-1@20:pm25=120 air-1@30:pm25=90 air-1@40:pm25=90", "raised@20 cleared@40")]
    [InlineData("{all: [{threshold: {metric: pm25, above: 100}}, {threshold: {metric: temp, above: 30}}], for: 30s}", "air-1@0:pm25=120,temp=31 air-1@10:pm25=120,temp=31 air-1@20:pm25=120 air-1@30:pm25=120 air-1@40:pm25=120,temp=31 air-1@50:pm25=120,temp=31", "raised@50")]

    // Rate of change: 10 an hour over ten minutes; unknown before half of them.
    [InlineData("{rate: {metric: temp, at_or_above: 10, clear: 5, per: 1h, over: 10m}}", "air-1@0:temp=20 air-1@200:temp=30 air-1@300:temp=20.8 air-1@400:temp=21.2 air-1@700:temp=21.3", "raised@400 cleared@700")]
    [InlineData("{rate: {metric: temp, below: -6, per: 1m, over: 1m}}", "air-1@0:temp=20 air-1@30:temp=18 air-1@60:temp=13", "raised@60")]

    // Statistics of a sliding window, with the coverage that they need.
    [InlineData("{window: {metric: pm25, stat: mean, over: 1m, above: 50, min_coverage: 0.5}}", "air-1@0:pm25=100 air-1@10:pm25=100 air-1@20:pm25=10 air-1@30:pm25=10 air-1@40:pm25=10 air-1@50:pm25=10", "raised@20 cleared@40")]
    [InlineData("{window: {metric: pm25, stat: sum, over: 1m, at_or_above: 300}}", "air-1@0:pm25=100 air-1@10:pm25=100 air-1@20:pm25=100 air-1@30:pm25=0 air-1@40:pm25=0 air-1@50:pm25=0 air-1@60:pm25=0", "raised@20 cleared@60")]

    // Count of detections: fewer is only known once all of the time was heard.
    [InlineData("{count: {event: wrong-way, at_least: 2, in: 30s}}", "air-1@0!wrong-way air-1@10!wrong-way air-1@20 air-1@30 air-1@40 air-1@50", "raised@10 cleared@30")]
    [InlineData("{count: {event: wrong-way, at_least: 2, in: 30s}}", "air-1@0!wrong-way,wrong-way air-1@100 air-1@110 air-1@120 air-1@130", "raised@0 cleared@130")]

    // A detection: at once, however late; gone when it was not seen for a while in which the device spoke.
    [InlineData("{event: {type: plate, value: 72A-123.45, clear_for: 20s}}", "air-1@0!plate=99Z1 air-1@10!plate=72a12345 air-1@20 air-1@30 air-1@40", "raised@10 cleared@40")]
    [InlineData("{event: {type: loitering, clear_for: 20s}}", "air-1@0!loitering air-1@10 air-1@500 air-1@510", "raised@0")]
    [InlineData("{event: {type: loitering, clear_for: 20s}}", "air-1@0!loitering air-1@10 air-1@500 air-1@510 air-1@520", "raised@0 cleared@520")]
    [InlineData("{event: {type: loitering, clear_for: 20s}}", "air-1@30 air-1@25!loitering air-1@40 air-1@50 air-1@60", "raised@25 cleared@60")]

    // Absence, by the clock.
    [InlineData("{absence: {for: 1m}}", "@100 air-1@200 @259 @260 air-1@300", "raised@260 cleared@300")]
    [InlineData("{absence: {metric: temp, for: 1m}}", "air-1@0:temp=20 air-1@30:pm25=1 @60 air-1@70:pm25=1 air-1@80:temp=20", "raised@60 cleared@80")]
    [InlineData("{absence: {event: heartbeat, for: 1m}}", "air-1@0 air-1@30!heartbeat @80 air-1@85 @90 air-1@95!heartbeat", "raised@90 cleared@95")]

    // Attributes stand for as long as their device is heard.
    [InlineData("{state: {attribute: door, is: open}}", "air-1@0:door=\"closed\" air-1@10:door=\"OPEN\" air-1@20:pm25=1 air-1@30:door=\"closed\"", "raised@10 cleared@30")]
    [InlineData("{all: [{state: {attribute: mode, in: [fault, alarm]}}], for: 20s}", "air-1@0:mode=\"fault\" air-1@10 air-1@20:mode=\"alarm\"", "raised@20")]

    // The data check: a silent device is not one that thawed.
    [InlineData("{quality: {is: [frozen]}}", "air-1@0#ok air-1@10#suspect-frozen air-1@40#stale air-1@60#ok", "raised@10 cleared@60")]
    [InlineData("{quality: {is: [stale]}}", "air-1@0#ok air-1@10#stale air-1@20#offline air-1@30#ok", "raised@10 cleared@30")]
    [InlineData("{quality: {is: [offline]}, for: 1m}", "air-1@0#ok air-1@10#offline @69 @70 air-1@90#ok", "raised@70 cleared@90")]
    [InlineData("{offline: {for: 60s}}", "air-1@10#offline @69 @71 air-1@90#ok", "raised@70 cleared@90")]
    [InlineData("{all: [{offline: {}}, {not: {quality: {is: [skewed]}}}]}", "air-1@0#ok air-1@10#offline", "")]

    // Clock: two seconds off, in both directions, by arrival.
    [InlineData("{clock: {at_or_above: 2, clear: 1, for: 10s}}", "air-1@0+3:pm25=1 air-1@10+3:pm25=1 air-1@20+0.5:pm25=1", "raised@10 cleared@20")]

    // Hours: the city's (UTC+7). The run begins at 07:00 on Monday 2026-06-01.
    [InlineData("{all: [{threshold: {metric: pm25, above: 100}}, {schedule: {days: [mon], from: \"08:00\", to: \"09:00\"}}]}", "air-1@3580:pm25=120 air-1@3590:pm25=120 @3600 air-1@3610:pm25=120 @7200", "raised@3600 cleared@7200")]
    [InlineData("{all: [{threshold: {metric: pm25, above: 100}}, {schedule: {from: \"22:00\", to: \"05:00\"}}]}", "air-1@0:pm25=120 air-1@54000:pm25=120 @79200", "raised@54000 cleared@79200")]
    [InlineData("{all: [{threshold: {metric: pm25, above: 100}}, {schedule: {days: [tue]}}]}", "air-1@0:pm25=120 air-1@61200:pm25=120", "raised@61200")]
    public void Rule_Inputs_SayExactlyThis(string condition, string inputs, string story) =>
        string.Join(' ', new RuleRun(RuleRun.Of(condition)).Play(inputs).Story).Should().Be(story);

    [Theory]
    [InlineData("air-1@0:pm25=90 air-1@10:pm25=120 air-1@20:pm25=210 air-1@30:pm25=160 air-1@40:pm25=110 air-1@50:pm25=90", "raised@10 escalated-critical@20 de-escalated-major@30 de-escalated-minor@40 cleared@50")]
    [InlineData("air-1@0:pm25=250 air-1@10:pm25=90", "raised@0 cleared@10")]
    [InlineData("air-1@0:pm25=160 air-1@10:pm25=145 air-1@20:pm25=139", "raised@0 de-escalated-minor@20")]
    public void Levels_Inputs_MoveOneAlert(string inputs, string story)
    {
        var run = new RuleRun(RuleRun.Of("""
              - id: aqi
                title: {vi: Thử, en: Test}
                action: {vi: Xem, en: Look}
                owner: test
                rationale: test
                kinds: [air]
                levels:
                  - {severity: minor, condition: {threshold: {metric: pm25, at_or_above: 100}}}
                  - {severity: major, condition: {threshold: {metric: pm25, at_or_above: 150, clear: 140}}}
                  - {severity: critical, condition: {threshold: {metric: pm25, at_or_above: 200}}}
            """)).Play(inputs);

        string.Join(' ', run.Story).Should().Be(story);
        run.Transitions.Select(transition => transition.Alert.Id).Distinct().Should().ContainSingle();
    }

    [Fact]
    public void Effective_OutsideOfItsDates_IsNotThere()
    {
        // 2026-06-02 begins in the city at 61,200 s.
        var run = new RuleRun(RuleRun.Of("""
              - id: old
                title: {vi: Thử, en: Test}
                action: {vi: Xem, en: Look}
                owner: test
                rationale: test
                severity: minor
                kinds: [air]
                effective_to: 2026-06-02
                condition: {threshold: {metric: pm25, above: 50}}
            """)).Play("air-1@0:pm25=60 air-1@61199:pm25=60 air-1@61200:pm25=60");

        run.Story.Should().Equal("raised@0", "cleared@61200");
        run.Transitions[^1].Note.Should().Contain("not in force");
    }

    [Fact]
    public void WatchList_EntryExpired_IsNotLookedForAnyMore()
    {
        var city = RuleRun.With(
            RuleRun.Simple("seen", "air", "{event: {type: plate, watch_list: stolen, clear_for: 10s}}"),
            "watch_lists:\n  - id: stolen\n    entries:\n      - {value: 72A-1, until: 2026-06-01T00:01:00Z, note: case 7}\n");
        var run = new RuleRun(city).Play("air-1@0!plate=72A1 air-1@10 air-1@20 air-1@60!plate=72A1");

        run.Story.Should().Equal("raised@0", "cleared@20");
        run.Transitions[0].Note.Should().Contain("stolen").And.Contain("case 7");
    }

    [Fact]
    public void LateReading_WhileAnAlertIsOpen_AnnotatesAndChangesNothing()
    {
        var run = new RuleRun(RuleRun.Of("{threshold: {metric: pm25, above: 100, for: 10s}}"))
            .Play("air-1@0:pm25=120 air-1@10:pm25=120 air-1@30:pm25=120 air-1@20:pm25=50 air-1@-10:pm25=130 air-1@25:pm25=120");

        run.Story.Should().Equal("raised@10", "annotated@20", "annotated@-10");
        run.Engine.Open.Should().ContainSingle().Which.State.Should().Be(SmartCity.Ioc.Alerts.AlertState.Active);
        run.Transitions[1].Note.Should().Contain("back at 50");
        run.Transitions[2].Note.Should().Contain("already");
    }

    [Fact]
    public void LateReading_InAnOpenWindow_IsReckonedWith()
    {
        var run = new RuleRun(RuleRun.Of("{window: {metric: pm25, stat: max, over: 1m, above: 100, min_coverage: 0}}"))
            .Play("air-1@0:pm25=10 air-1@30:pm25=10 air-1@20:pm25=150");

        run.Story.Should().Equal("raised@20");
    }

    [Fact]
    public void Gap_WithinADuration_IsStated()
    {
        var run = new RuleRun(RuleRun.Of("{threshold: {metric: pm25, above: 100, for: 20s}}"))
            .Play("air-1@0:pm25=120 air-1@10:pm25=120 air-1@110:pm25=120 air-1@120:pm25=120");

        run.Transitions.Should().ContainSingle().Which.Note.Should().Be("held for 20 s of 20 s, not counting 100 s without readings");
    }

    [Theory]
    [InlineData("{in_zone: {at_least: 2, of: {threshold: {metric: speed, below: 10}}}}", "cam-1@0:speed=5 cam-3@0:speed=50 cam-3@1:speed=4 cam-1@1.4:speed=5 cam-1@2:speed=60", "raised@1 cleared@2")]
    [InlineData("{in_zone: {share: 0.6, of: {offline: {}}}}", "cam-1@0#ok cam-3@0#ok cam-1@10#offline cam-3@20#offline cam-1@30#ok", "raised@20 cleared@30")]
    [InlineData("{sequence: {first: {event: {type: shot}}, then: {event: {type: running}}, within: 30s}}", "cam-1@0!running cam-3@10!shot cam-1@15 cam-1@20!running cam-1@21 @49 @50", "raised@20 cleared@50")]
    [InlineData("{sequence: {first: {event: {type: shot}}, then: {event: {type: running}}, within: 30s}}", "cam-3@10!shot cam-1@41!running", "")]
    [InlineData("{sequence: {first: {event: {type: shot}}, then: {event: {type: running}}, within: 30s}}", "cam-1@0 cam-1@20!running cam-3@15!shot", "raised@15")]
    public void ZoneRule_Inputs_RaiseOneAlertOfTheZone(string condition, string inputs, string story)
    {
        var city = RuleRun.With(RuleRun.Simple("zone", "camera", condition));
        var run = new RuleRun(WithThirdCamera(city)).Play(inputs);

        string.Join(' ', run.Story).Should().Be(story);
        run.Transitions.Where(transition => transition.Alert.Zone != "e1" || transition.Alert.Device != null).Should().BeEmpty();
    }

    [Fact]
    public void ZoneRule_NamingACity_CountsTheDevicesOfItsWards()
    {
        // cam-1 is in e1, cam-2 in e2, both wards of east.
        var city = RuleRun.With(ZoneRule("cut", "{in_zone: {at_least: 2, of: {offline: {}}}}", "[east]") + ZoneRule("ward", "{in_zone: {at_least: 2, of: {offline: {}}}}", "[]"));
        var run = new RuleRun(city).Play("cam-1@0#ok cam-2@0#ok cam-1@10#offline cam-2@12#offline cam-2@30#ok");

        run.Story.Should().Equal("raised@12", "cleared@30");
        run.Transitions.Should().OnlyContain(transition => transition.Alert.Rule == "cut" && transition.Alert.Zone == "east" && transition.Alert.Device == null);
        run.Transitions[0].Note.Should().Contain("2 of 2 devices").And.Contain("cam-1, cam-2");
    }

    [Fact]
    public void ZoneRule_NamingTheProvinceAndACity_RaisesOneAlertForEachAndSurvivesARestart()
    {
        var city = RuleRun.With(ZoneRule("slow", "{in_zone: {share: 1, of: {threshold: {metric: speed, below: 10}}}, for: 2s}", "[prov, east]"));
        var run = new RuleRun(city).Play("cam-1@0:speed=5 cam-2@0:speed=5 cam-1@1:speed=5 cam-2@1:speed=5").Restart()
            .Play("cam-1@2:speed=5 cam-2@2:speed=5 cam-1@3:speed=50 cam-1@4:speed=50");

        run.Transitions.Select(transition => $"{transition.Action} {transition.Alert.Zone}")
            .Should().Equal("raised prov", "raised east", "cleared prov", "cleared east");
    }

    [Fact]
    public void ZoneRule_OneClockFarAhead_DoesNotMakeTheOthersLookSilent()
    {
        var city = RuleRun.With(ZoneRule("slow", "{in_zone: {at_least: 2, of: {threshold: {metric: speed, below: 10}}}}", "[east]"));
        var run = new RuleRun(WithThirdCamera(city)).Play("cam-3@200+0:speed=50 cam-1@0:speed=5 cam-3@201+1:speed=50 cam-2@1:speed=5");

        run.Story.Should().Equal("raised@1");
    }

    [Fact]
    public void Neighbours_OneDisagrees_IsTheOneThatIsNamed()
    {
        var city = RuleRun.With(RuleRun.Simple("odd", "camera", "{neighbours: {metric: speed, differs_by: 30, clear_by: 10, at_least: 2}}"));
        city = WithThirdCamera(WithThirdCamera(city, "cam-4"), "cam-3");
        var run = new RuleRun(city).Play(
            "cam-1@0:speed=50 cam-3@0:speed=52 cam-4@0:speed=90 cam-1@1:speed=50 cam-3@1:speed=52 cam-4@1:speed=95 cam-4@2:speed=55");

        run.Story.Should().Equal("raised@0", "cleared@2");
        run.Transitions.Should().OnlyContain(transition => transition.Alert.Device == "cam-4");
    }

    [Fact]
    public void Baseline_UnusualForItsHour_RaisesOnceTwoWeeksAreKnown()
    {
        const int Week = 7 * 24 * 3600;
        var run = new RuleRun(RuleRun.Of("{baseline: {metric: pm25, deviations: 4, clear_deviations: 2, min_difference: 5, direction: above, min_weeks: 2}}"));
        foreach (var week in new[] { 0, 1, 2 })
        {
            for (var second = 0; second < 3600; second += 60)
            {
                // The same height at night as by day would be unusual: the baseline is the hour's.
                run.Play($"air-1@{(week * Week) + second}:pm25={40 + (second % 300 / 100)}");
            }

            run.Play($"air-1@{(week * Week) + 40_000}:pm25=5");
        }

        run.Story.Should().BeEmpty();
        run.Play($"air-1@{3 * Week}:pm25=41 air-1@{(3 * Week) + 60}:pm25=70 air-1@{(3 * Week) + 120}:pm25=41");
        run.Story.Should().Equal($"raised@{(3 * Week) + 60}", $"cleared@{(3 * Week) + 120}");
    }

    private static string ZoneRule(string id, string condition, string zones) => RuleRun.Simple(id, "camera", condition) + $"\n    zones: {zones}\n";

    private static SmartCity.Ioc.City.CityModel WithThirdCamera(SmartCity.Ioc.City.CityModel city, string id = "cam-3") => new()
    {
        Id = city.Id,
        Name = city.Name,
        TimeZone = city.TimeZone,
        Zones = city.Zones,
        Kinds = city.Kinds,
        Devices = [.. city.Devices, city.Devices[2] with { Id = id }],
        Rules = city.Rules,
    };
}
