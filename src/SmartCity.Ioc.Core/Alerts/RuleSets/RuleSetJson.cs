namespace SmartCity.Ioc.Alerts.RuleSets;

/// <summary>A whole rule set as JSON, the way <c>PUT /api/v1/rules</c> takes it.</summary>
internal static class RuleSetJson
{
    public static string Write(RuleSet set, TimeZoneInfo timeZone) => Write(
        set.Rules.Select(rule => RuleJson.WithVersion(rule.Text, rule.Version)), set.WatchLists.Select(list => RuleJson.Write(list, timeZone)));

    /// <summary>Of JSON objects.</summary>
    public static string Write(IEnumerable<string> rules, IEnumerable<string> lists) =>
        $$"""{"rules":[{{string.Join(',', rules)}}],"watchLists":[{{string.Join(',', lists)}}]}""";
}
