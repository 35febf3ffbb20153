using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.Tests.City;

public sealed class CityParserTests
{
    [Fact]
    public void City_Valid_HasEverythingThatTheFilesSay()
    {
        var result = new SmallCity().Parse();

        result.Errors.Should().BeEmpty();
        var city = result.City!;
        city.Id.Should().Be("bien-xanh");
        city.Name.Should().Be(new LocalizedText("Biển Xanh", "Blue Sea"));
        city.TimeZone.Should().Be("Asia/Ho_Chi_Minh");
        city.Zones.Zones.Select(zone => (zone.Id, zone.Level, zone.Parent)).Should().Equal(
            ("bien-xanh", ZoneLevel.Province, -1), ("bai-sau", ZoneLevel.City, 0), ("phuong-1", ZoneLevel.Ward, 1));
        city.Devices.Select(device => (device.Id, device.Zone, device.Kind)).Should().Equal(("air-1", 2, 0), ("air-2", 1, 0), ("lamp-1", 1, 1));
    }

    [Fact]
    public void Kind_WithoutOfflineAfter_IsOfflineAfterThreeIntervals()
    {
        var kinds = new SmallCity().Parse().City!.Kinds;

        kinds[0].OfflineAfter.Should().Be(TimeSpan.FromSeconds(30));
        kinds[1].OfflineAfter.Should().Be(TimeSpan.FromHours(1));
        kinds[1].Domain.Should().Be(Domain.PublicServices);
        kinds[0].Metrics.Should().Equal(
            new MetricDefinition("pm25", new LocalizedText("Bụi mịn", "Fine dust"), "µg/m³", 0, 1000, 1, Percentiles: true),
            new MetricDefinition("temp", new LocalizedText("Nhiệt độ", "Temperature"), "°C", -10, 60, 2, Percentiles: false));
    }

    [Fact]
    public void Kind_WithAPriority_HasItAndWithoutOneLeavesItToTheRules()
    {
        var kinds = new SmallCity().With("kinds.yaml", "offline_after: 1h", "priority: critical").Parse().City!.Kinds;

        kinds.Select(kind => kind.Priority).Should().Equal(null, KindPriority.Critical);
        new SmallCity().With("kinds.yaml", "offline_after: 1h", "priority: urgent").Parse().Errors
            .Should().ContainSingle().Which.Message.Should().Contain("low, normal, critical");
    }

    [Fact]
    public void Device_WithoutNameOrOwner_TakesThemFromItsKindAndFile()
    {
        var devices = new SmallCity().Parse().City!.Devices;

        devices[1].Name.Should().Be(new LocalizedText("Không khí air-2", "Air air-2"));
        devices[1].Owner.Should().Be("Công an");
        devices[0].Owner.Should().Be("Sở Tài nguyên và Môi trường");
        devices[2].Owner.Should().BeNull();
        devices[0].Location.Should().Be(new GeoPoint(10.3411, 107.0912));
    }

    [Fact]
    public void Rules_Valid_HaveTheirConditionsAndReferences()
    {
        var rules = new SmallCity().Parse().City!.Rules;

        rules[0].Condition.Should().Be(
            new ThresholdCondition("pm25", Comparison.AtOrAbove, 150, 140, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5)));
        rules[0].Should().BeEquivalentTo(new { Version = 3, Severity = Severity.Major, Domain = Domain.Environment });
        rules[0].Zones.Should().Equal(1);
        rules[0].Devices.Should().Equal("air-1");
        rules[1].Condition.Should().Be(new OfflineCondition(TimeSpan.FromMinutes(2)));
        rules[1].Should().BeEquivalentTo(new { Version = 1, Domain = Domain.Infrastructure });
        rules[1].Zones.Should().BeEmpty();
    }

    [Fact]
    public void Interval_StandsAtTheKindOrTheDevice_OrIsToBeLearned()
    {
        var given = new SmallCity().With("devices-air.yaml", "id: air-2", "id: air-2, interval: 15m").Parse().City!;
        given.Devices.Single(device => device.Id == "air-2").Interval.Should().Be(TimeSpan.FromMinutes(15));
        given.Devices.Single(device => device.Id == "air-1").Interval.Should().BeNull();
        given.Kinds[0].IsIntervalGiven.Should().BeTrue();

        var kind = new SmallCity().With("kinds.yaml", "    interval: 10s\n", "").Parse().City!.Kinds[0];
        kind.Should().BeEquivalentTo(new { IsIntervalGiven = false, ExpectedInterval = TimeSpan.FromMinutes(1), OfflineAfter = TimeSpan.FromMinutes(3) });
    }

    [Fact]
    public void Threshold_WithoutClear_ClearsAtItself()
    {
        var city = new SmallCity().With("rules.yaml", "at_or_above: 150, clear: 140, for: 30s, clear_for: 5m", "below: 2").Parse().City!;

        city.Rules[0].Condition.Should().Be(new ThresholdCondition("pm25", Comparison.Below, 2, 2, TimeSpan.Zero, TimeSpan.Zero));
    }

    [Theory]
    // city.yaml
    [InlineData("city.yaml", "id: bien-xanh", "id: Biển Xanh", 1, "'Biển Xanh' is not an id")]
    [InlineData("city.yaml", ", en: Blue Sea", "", 2, "'en' is missing in 'name' of the file")]
    [InlineData("city.yaml", "vi: Biển Xanh", "vi: ", 2, "'vi' of 'name' of the file is empty")]
    [InlineData("city.yaml", "{vi: Biển Xanh, en: Blue Sea}", "Biển Xanh", 2, "must be given in both languages")]
    [InlineData("city.yaml", "vi: Biển Xanh", "vi: Biển, Xanh", 2, "'Xanh' is not a key of 'name' of the file; inside of {…} a text with a comma needs quotes")]
    [InlineData("city.yaml", "Asia/Ho_Chi_Minh", "Asia/Vung_Tau", 3, "'Asia/Vung_Tau' is not a time zone")]
    [InlineData("city.yaml", "time_zone", "timezone", 3, "'timezone' is not a key of the file; did you mean 'time_zone'?")]
    // zones.yaml
    [InlineData("zones.yaml", "parent: bien-xanh", "parent: bien-xnah", 3, "zone 'bien-xnah' does not exist; did you mean 'bien-xanh'?")]
    [InlineData("zones.yaml", "    parent: bien-xanh\n", "", 5, "'bai-sau' in line 2 is already the topmost zone")]
    [InlineData("zones.yaml", "[10.341, 107.091]", "[107.091, 10.341]", 12, "between -90 and 90, not 107.091; latitude comes first")]
    [InlineData("zones.yaml", "[10.341, 107.091]", "[10.341, 197.1]", 12, "between -180 and 180, not 197.1")]
    [InlineData("zones.yaml", "[10.341, 107.091]", "[10,341, 107,091]", 12, "must be a place [latitude, longitude]")]
    [InlineData("zones.yaml", "parent: bai-sau", "parent: bai-sau\n    level: town", 11, "'town' is not a level; it must be one of province, city, ward")]
    [InlineData("zones.yaml", "parent: bai-sau", "parent: bai-sau\n    valid_from: 1/7/2025", 11, "'valid_from' must be a date, like 2026-02-17, not '1/7/2025'")]
    [InlineData("zones.yaml", "parent: bai-sau", "parent: bai-sau\n    valid_from: 2025-07-01\n    valid_until: 2025-07-01", 12, "'valid_until' must be after 'valid_from'")]
    [InlineData("zones.yaml", "parent: bai-sau", "parent: bai-sau\n    level: province", 11, "can not stand above its parent")]
    // kinds.yaml
    [InlineData("kinds.yaml", "domain: environment", "domain: enviroment", 4, "did you mean 'environment'?")]
    [InlineData("kinds.yaml", "interval: 10s", "interval: 10", 5, "must be a duration with its unit, like 10s, 5m or 1h, not '10'")]
    [InlineData("kinds.yaml", "interval: 10s", "interval: 0s", 5, "'interval' must be longer than zero")]
    [InlineData("kinds.yaml", "offline_after: 1h", "offline_after: 30s", 13, "'offline_after' must be longer than 'interval'")]
    [InlineData("kinds.yaml", "min: 0, max: 1000", "min: 1000, max: 0", 7, "'min' (1000) must be smaller than 'max' (0)")]
    [InlineData("kinds.yaml", "max: 60", "max: hot", 8, "'max' of metric 'temp' must be a number, not 'hot'")]
    [InlineData("kinds.yaml", "min: -10", "min: '-10,5'", 8, "the decimal sign is a point")]
    [InlineData("kinds.yaml", "decimals: 2", "decimals: 9", 8, "must be a whole number from 0 to 6")]
    [InlineData("kinds.yaml", "percentiles: true", "percentiles: yes", 7, "must be true or false, not 'yes'")]
    [InlineData("kinds.yaml", "id: temp", "id: pm25", 8, "metric 'pm25' stands already in kinds.yaml:7")]
    [InlineData("kinds.yaml", "id: temp", "id: ts", 8, "'ts' can not be a metric")]
    [InlineData("kinds.yaml", "metrics: []", "metrics: none", 14, "'metrics' of kind 'lighting' must be a list")]
    // devices
    [InlineData("devices-air.yaml", "zone: phuong-1", "zone: phuong1", 3, "zone 'phuong1' does not exist; did you mean 'phuong-1'?")]
    [InlineData("devices-air.yaml", "zone: phuong-1, ", "", 3, "'zone' is missing in device 'air-1'")]
    [InlineData("devices-air.yaml", "id: air-2", "id: air-1", 4, "device 'air-1' stands already in devices-air.yaml:3")]
    [InlineData("devices-air.yaml", "id: air-2", "id: Air 2", 4, "'Air 2' is not an id")]
    [InlineData("devices-air.yaml", "id: air-2", "id: air-2, interval: 0s", 4, "'interval' must be longer than zero")]
    [InlineData("devices-air.yaml", "kind: air", "kind: airr", 1, "kind 'airr' does not exist; did you mean 'air'?")]
    [InlineData("devices-air.yaml", "owner: Công an", "onwer: Công an", 4, "'onwer' is not a key of device 'air-2'; did you mean 'owner'?")]
    [InlineData("devices.yaml", "kind: lighting, ", "", 2, "'kind' is missing in device 'lamp-1'")]
    [InlineData("devices.yaml", "id: lamp-1", "id: air-1", 2, "device 'air-1' stands already in devices-air.yaml:3")]
    [InlineData("devices.yaml", "- {id: lamp-1, zone: bai-sau, kind: lighting, at: [10.3, 107.1]}", "- lamp-1", 2, "each entry of 'devices' must be a device")]
    // rules.yaml
    [InlineData("rules.yaml", "severity: major", "severity: high", 5, "'high' is not a severity; it must be one of info, minor, major, critical")]
    [InlineData("rules.yaml", "domain: infrastructure", "domain: infra", 17, "'infra' is not a domain")]
    [InlineData("rules.yaml", "kinds: [air]", "kinds: [air, watr]", 6, "kind 'watr' does not exist")]
    [InlineData("rules.yaml", "kinds: [air]", "kinds: air", 6, "'kinds' of rule 'pm25-high' must be a list")]
    [InlineData("rules.yaml", "kinds: [air]", "kinds: []", 6, "must name at least one kind")]
    [InlineData("rules.yaml", "zones: [bai-sau]", "zones: [bai-truoc]", 7, "zone 'bai-truoc' does not exist")]
    [InlineData("rules.yaml", "devices: [air-1]", "devices: [air-9]", 8, "device 'air-9' does not exist; did you mean 'air-1'?")]
    [InlineData("rules.yaml", "devices: [air-1]", "devices: [lamp-1]", 8, "device 'lamp-1' is of a kind that this rule does not watch")]
    [InlineData("rules.yaml", "metric: pm25", "metric: pm52", 10, "kind 'air' has no metric 'pm52'; did you mean 'pm25'?")]
    [InlineData("rules.yaml", "clear: 140", "clear: 160", 10, "'clear' (160) lies on the raising side of 'at_or_above' (150)")]
    [InlineData("rules.yaml", "at_or_above: 150, clear: 140", "below: 10, clear: 5", 10, "'clear' (5) lies on the raising side of 'below' (10)")]
    [InlineData("rules.yaml", "at_or_above: 150", "at_or_above: 1500", 10, "lies outside of what 'pm25' of kind 'air' can be (0 to 1000)")]
    [InlineData("rules.yaml", "at_or_above: 150", "at_or_above: 150, below: 1", 10, "exactly one of")]
    [InlineData("rules.yaml", "at_or_above: 150, ", "", 10, "exactly one of")]
    [InlineData("rules.yaml", "for: 30s", "for: half a minute", 10, "'for' of a threshold must be a duration")]
    [InlineData("rules.yaml", "{offline: {for: 2m}}", "{}", 19, "a condition is either 'threshold' or 'offline'")]
    [InlineData("rules.yaml", "    rationale: QCVN 05:2023\n", "", 2, "'rationale' is missing in rule 'pm25-high'")]
    [InlineData("rules.yaml", "version: 3", "version: 0", 3, "must be a whole number from 1")]
    [InlineData("rules.yaml", "id: lamp-silent", "id: pm25-high", 14, "rule 'pm25-high' stands already in rules.yaml:2")]
    public void City_WithOneThingWrong_HasExactlyThatErrorAtItsLine(string file, string old, string replacement, int line, string message)
    {
        var result = new SmallCity().With(file, old, replacement).Parse();

        result.City.Should().BeNull();
        var error = result.Errors.Should().ContainSingle().Which;
        (error.File, error.Line).Should().Be((file, line));
        error.Message.Should().Contain(message);
    }

    [Theory]
    [InlineData("zones.yaml", "parent: bien-xanh", "parent: phuong-1", 3, "ring of parents")]
    [InlineData("zones.yaml", "- id: phuong-1", "- id: bai-sau", 9, "zone 'bai-sau' stands already in zones.yaml:2")]
    [InlineData("kinds.yaml", "id: lighting", "id: air", 9, "kind 'air' stands already in kinds.yaml:2")]
    [InlineData("rules.yaml", "severity: major", "sevrity: major", 5, "'sevrity' is not a key of rule 'pm25-high'; did you mean 'severity'?")]
    public void City_WithOneThingWrongThatOthersLeanOn_HasThatErrorToo(string file, string old, string replacement, int line, string message)
    {
        var errors = new SmallCity().With(file, old, replacement).Parse().Errors;

        errors.Should().HaveCountLessThanOrEqualTo(3);
        errors.Should().ContainSingle(error => error.File == file && error.Line == line && error.Message.Contains(message));
    }

    [Fact]
    public void City_WithManyThingsWrong_ListsThemAllByFileAndLine()
    {
        var result = new SmallCity()
            .With("rules.yaml", "severity: info", "severity: low")
            .With("zones.yaml", "[10.34, 107.09]", "[100, 107.09]")
            .With("kinds.yaml", "interval: 1m", "interval: 1 minute")
            .With("devices-air.yaml", "owner: Công an", "owner:")
            .Parse();

        result.Errors.Select(error => (error.File, error.Line)).Should().Equal(
            ("devices-air.yaml", 4), ("kinds.yaml", 12), ("rules.yaml", 16), ("zones.yaml", 5));
    }

    [Fact]
    public void Tab_InIndentation_IsNamedWithItsLine()
    {
        var result = new SmallCity().With("zones.yaml", "    parent: bai-sau", "\tparent: bai-sau").Parse();

        result.Errors.Should().ContainSingle().Which.Should().Be(
            new CityError("zones.yaml", 10, "the line is indented with a tab; YAML allows spaces only"));
    }

    [Theory]
    [InlineData("name: {vi: Biển Xanh, en: Blue Sea", 1)]
    [InlineData("id: 'bien-xanh\n", 1)]
    [InlineData("id: a\nid: b\n", 2)]
    [InlineData("- id: bien-xanh\n", 1)]
    [InlineData("", 0)]
    [InlineData("id: a\n---\nid: b\n", 3)]
    public void File_ThatIsNoYamlMapping_IsNamedWithItsLine(string text, int line)
    {
        var result = new SmallCity().WithFile("city.yaml", text).Parse();

        result.Errors.Should().ContainSingle().Which.File.Should().Be("city.yaml");
        result.Errors[0].Line.Should().Be(line);
    }

    [Fact]
    public void File_ThatIsMissing_IsNamed()
    {
        new SmallCity().Without("kinds.yaml").Parse().Errors.Should().Equal(new CityError("kinds.yaml", 0, "the file is missing"));
    }

    [Fact]
    public void File_OfAnUnknownName_IsAnError()
    {
        var result = new SmallCity().WithFile("rule.yaml", "rules: []").Parse();

        result.Errors.Should().ContainSingle().Which.ToString().Should().StartWith("rule.yaml: no part of a city is called so").And.EndWith("did you mean 'rules.yaml'?");
    }

    [Fact]
    public void Kind_WithLimitsAndDerivedMetrics_IsRead()
    {
        var city = new SmallCity()
            .With("kinds.yaml", "max: 60, decimals: 2}", """
                max: 60, decimals: 2, max_change: 0.5, flat_after: 2h}
                      - {id: rh, name: {vi: Độ ẩm, en: Humidity}, unit: '%', min: 0, max: 100}
                    derived:
                      - {id: aqi, name: {vi: VN AQI, en: VN AQI}, index: vn-aqi-hourly}
                      - {id: heat, name: {vi: Nóng, en: Heat}, index: heat-index, inputs: {humidity: rh}}
                """)
            .With("rules.yaml", "metric: pm25, at_or_above: 150, clear: 140", "metric: aqi, at_or_above: 150, clear: 140").Parse();

        city.Errors.Should().BeEmpty();
        var air = city.City!.Kinds[0];
        air.Metrics[1].Should().BeEquivalentTo(new { MaxChangePerSecond = 0.5, FlatAfter = TimeSpan.FromHours(2) });
        air.Derived.Select(d => d.Index).Should().Equal(DerivedIndex.VnAqiHourly, DerivedIndex.HeatIndex);
        air.Derived[1].Inputs["humidity"].Id.Should().Be("rh");
        air.Derived.Select(d => d.Definition.Source!.Since).Should().Equal("2019-11-12", "2014");
        air.Derived[0].Definition.Source!.Name.Vi.Should().Contain("1459/QĐ-TCMT").And.Contain("12/11/2019");
    }

    [Theory]
    [InlineData("index: heat-index", "*needs a metric 'humidity'*")]
    [InlineData("index: vn-aqi-hourly, inputs: {pm25: dust}", "*no metric 'dust'*")]
    [InlineData("index: vn-aqi-hourly, inputs: {pm25: temp}", "*has the unit '°C'*")]
    [InlineData("index: level-of-service, inputs: {speed: temp}, free_flow: 0", "*must be above zero*")]
    [InlineData("index: flood-stage, inputs: {level: temp}, alarm_levels: [2, 1, 3]", "*must rise*")]
    [InlineData("index: flood-stage, inputs: {level: temp}, alarm_levels: [2, 1]", "*must be 3 numbers*")]
    public void DerivedMetric_Wrong_IsNamed(string index, string message)
    {
        var city = new SmallCity().With("kinds.yaml", "max: 60, decimals: 2}", $$"""
            max: 60, decimals: 2}
                derived:
                  - {id: x, name: {vi: X, en: X}, {{index}}}
            """).Parse();

        city.Errors.Should().ContainSingle().Which.Message.Should().Match(message);
    }
}
