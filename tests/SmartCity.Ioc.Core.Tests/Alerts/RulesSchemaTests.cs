using System.Text.Json;
using SmartCity.Ioc.Alerts.RuleSets;
using SmartCity.Ioc.City.Parsing;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Core.Tests.Alerts;

/// <summary>Schema, JSON and YAML say one thing.</summary>
public sealed class RulesSchemaTests
{
    /// <summary>One rule of each sort of condition, with all of its keys.</summary>
    private const string Everything = """
        watch_lists:
          - id: stolen
            entries: [{value: 72A-1, until: 2026-12-31, note: case 7}, {value: 72B-2}]
        rules:
        """;

    private static readonly string[] Conditions =
    [
        "{threshold: {metric: pm25, at_or_above: 150, clear: 140, for: 30s, clear_for: 5m, valid_for: 90m}}",
        "{offline: {for: 1m}}",
        "{rate: {metric: pm25, below: -3.5, clear: -1, per: 1h, over: 30m}}",
        "{window: {metric: pm25, stat: mean, over: 1d, above: 45, min_coverage: 0.75}}",
        "{count: {event: wrong-way, min_confidence: 0.5, at_least: 3, in: 10m}}",
        "{event: {type: plate, watch_list: stolen, min_confidence: 0.8, clear_for: 5m}}",
        "{absence: {metric: temp, for: 10m}}",
        "{absence: {event: heartbeat, value: x, for: 10m}, for: 1m}",
        "{state: {attribute: door, in: [open, broken]}}",
        "{quality: {is: [frozen, skewed]}, for: 10s, clear_for: 20s}",
        "{clock: {at_or_above: 30, clear: 20, for: 1m, clear_for: 1m}}",
        "{all: [{schedule: {days: [mon, holiday], from: \"07:00\", to: \"24:00\"}}, {not: {offline: {}}}], clear_for: 1m}",
        "{baseline: {metric: pm25, deviations: 3, clear_deviations: 1, min_difference: 5, direction: above, min_weeks: 4}}",
        "{neighbours: {metric: pm25, differs_by: 30, clear_by: 20, at_least: 3}}",
        "{any: [{in_zone: {at_least: 3, share: 0.5, of: {threshold: {metric: pm25, below: 1}}}}, {sequence: {first: {event: {type: shot}}, then: {state: {attribute: a, is: b}}, within: 5m}}]}",
    ];

    [Fact]
    public void Rule_WrittenAsJsonAndReadAgain_IsTheSame()
    {
        var first = Parse(Everything + "\n" + Rules());
        var again = Parse(RuleSetJson.Write(first, TimeZoneInfo.FindSystemTimeZoneById("Asia/Ho_Chi_Minh")));

        again.Rules.Select(rule => rule.Text).Should().Equal(first.Rules.Select(rule => rule.Text));
        again.Rules.Select(rule => rule.Lists).Should().Equal(first.Rules.Select(rule => rule.Lists));
    }

    [Fact]
    public void Schema_EverySortOfRule_IsTakenByIt()
    {
        var json = RuleSetJson.Write(Parse(Everything + "\n" + Rules()), TimeZoneInfo.Utc);

        new SchemaCheck(JsonDocument.Parse(RulesSchema.Json).RootElement).Errors(JsonDocument.Parse(json).RootElement).Should().BeEmpty();
    }

    [Fact]
    public void Schema_EverySortOfCondition_IsInTheExamples()
    {
        var schema = JsonDocument.Parse(RulesSchema.Json).RootElement.GetProperty("$defs").GetProperty("condition").GetProperty("properties");
        var json = RuleSetJson.Write(Parse(Everything + "\n" + Rules()), TimeZoneInfo.Utc);

        foreach (var sort in schema.EnumerateObject())
        {
            json.Should().Contain($"\"{sort.Name}\":");
        }
    }

    [Theory]
    [InlineData("""{"rules":[{"id":"x"}]}""")]
    [InlineData("""{"rules":[],"colour":"red"}""")]
    public void Schema_WhatTheParserRefuses_IsRefused(string json) =>
        new SchemaCheck(JsonDocument.Parse(RulesSchema.Json).RootElement).Errors(JsonDocument.Parse(json).RootElement).Should().NotBeEmpty();

    [Fact]
    public void Schema_ForYaml_HasTheKeysOfYaml()
    {
        RulesSchema.Yaml.Should().Contain("\"at_or_above\"").And.NotContain("\"atOrAbove\"").And.NotContain("minCoverage");
        JsonDocument.Parse(RulesSchema.Yaml).RootElement.GetProperty("$defs").TryGetProperty("timeOfDay", out _).Should().BeTrue();
    }

    [Theory]
    [InlineData("""
        {"rules": [
          {"id": "x", "title": {"vi": "a", "en": "b"}, "action": {"vi": "a", "en": "b"}, "owner": "o", "rationale": "r",
           "kinds": ["air"], "severity": "major",
           "condition": {"threshold": {"metric": "pm52", "atOrAbove": 1}}}]}
        """, 4, "'pm52'; did you mean 'pm25'?")]
    [InlineData("""
        {"rules": [
          {"id": "x", "title": {"vi": "a", "en": "b"}, "action": {"vi": "a", "en": "b"}, "owner": "o", "rationale": "r",
           "kinds": ["air"], "severity": "major",
           "condition": {"threshold": {"metric": "pm25", "atOrAbov": 1}}}]}
        """, 4, "exactly one of")]
    [InlineData("rules:\n  - id: x\n    colour: red\n", 3, "'colour' is not a key")]
    [InlineData("{\"rules\": [", 1, "not valid YAML")]
    [InlineData("", 0, "empty")]
    public void Parser_WrongRules_NamesTheLine(string text, int line, string message) =>
        RuleSetParser.Parse(new CityFile("body", text), SmallCity.Create()).Errors
            .Should().Contain(error => error.Line == line && error.Message.Contains(message));

    [Theory]
    [InlineData("{all: []}", "at least one")]
    [InlineData("{threshold: {metric: pm25, above: 1}, offline: {}}", "combine several")]
    [InlineData("{not: {in_zone: {at_least: 1, of: {in_zone: {at_least: 1, of: {offline: {}}}}}}}", "asked of a zone")]
    [InlineData("{all: [{in_zone: {at_least: 1, of: {offline: {}}}}, {offline: {}}]}", "asked of a device")]
    [InlineData("{in_zone: {of: {offline: {}}}}", "'at_least'")]
    [InlineData("{quality: {is: [frosen]}}", "did you mean 'frozen'?")]
    [InlineData("{schedule: {days: [monday]}}", "is not a day")]
    [InlineData("{schedule: {from: \"25:00\"}}", "time of day")]
    [InlineData("{event: {type: plate, watch_list: none}}", "watch list 'none' does not exist")]
    [InlineData("{window: {metric: pm25, stat: mean, over: 0s, above: 1}}", "longer than zero")]
    [InlineData("{baseline: {metric: pm25, deviations: 1, clear_deviations: 2}}", "'clear_deviations' between")]
    [InlineData("{state: {attribute: door}}", "either 'is'")]
    public void Parser_WrongCondition_SaysWhatMayStandThere(string condition, string message) =>
        RuleSetParser.Parse(new CityFile("body", "rules:\n" + RuleRun.Simple("x", "air", condition)), SmallCity.Create()).Errors
            .Should().Contain(error => error.Line > 0 && error.Message.Contains(message));

    private static string Rules() => string.Join('\n', Conditions.Select((condition, i) => RuleRun.Simple($"r{i}", "air", condition))) + "\n" + """
          - id: levels
            version: 3
            title: {vi: Thử, en: Test}
            action: {vi: Xem, en: Look}
            owner: test
            rationale: test
            reference: QCVN 05:2023/BTNMT
            kinds: [air]
            zones: [east]
            devices: [air-1]
            effective_from: 2026-01-01
            effective_to: 2030-01-01
            levels:
              - {severity: minor, condition: {threshold: {metric: pm25, above: 45}}}
              - {severity: critical, condition: {offline: {}}}
        """;

    private static RuleSet Parse(string text)
    {
        var parsed = RuleSetParser.Parse(new CityFile("rules", text), SmallCity.Create());
        parsed.Errors.Should().BeEmpty();
        return parsed.Rules!;
    }
}
