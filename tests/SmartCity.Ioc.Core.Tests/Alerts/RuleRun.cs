using System.Globalization;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Engine;
using SmartCity.Ioc.City;
using SmartCity.Ioc.City.Parsing;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Core.Tests.Alerts;

/// <summary>
/// Plays a script against the rules of a text. One step a word, all times in seconds: <c>air-1@10:pm25=158</c> a reading,
/// <c>cam-1@3!plate=72A-1</c> a detection, <c>air-1@5:door="open"</c> an attribute, <c>air-1@30#offline</c> a change of health,
/// <c>@40</c> the clock; <c>+5</c> after a reading's time is its arrival (<c>air-1@10+5:pm25=1</c>).
/// </summary>
internal sealed class RuleRun
{
    private readonly Func<RuleRun, AlertEngine> _make;

    public RuleRun(CityModel city, Func<RuleRun, AlertEngine>? make = null)
    {
        City = city;
        Registry = new CityRegistry(city);
        _make = make ?? (run => new AlertEngine(run.Registry, run.City.Rules));
        Engine = _make(this);
    }

    public CityModel City { get; }

    /// <summary>What stands in the files at the next start, where that is something else.</summary>
    public CityModel? Edited { get; set; }

    public CityRegistry Registry { get; private set; }

    public AlertEngine Engine { get; private set; }

    public List<AlertTransition> Transitions { get; } = [];

    /// <summary>"action@second" of all transitions so far, by event time; with the severity where the rule has several.</summary>
    public IEnumerable<string> Story => Transitions.Select(t =>
        $"{t.Action}{(t.Action is "escalated" or "de-escalated" ? $"-{t.Alert.Severity.ToString().ToLowerInvariant()}" : string.Empty)}"
        + $"@{((t.EventTimeNanos - EngineRun.Epoch) / (double)EngineRun.Second).ToString(CultureInfo.InvariantCulture)}");

    /// <summary>The small city with these conditions as rules <c>r1</c>, <c>r2</c>, … of severity major on kind air, or what a whole rule's
    /// text says.</summary>
    public static CityModel Of(params string[] rules)
    {
        var text = string.Join('\n', rules.Select((rule, i) => rule.Contains('\n') ? rule : Simple($"r{i + 1}", "air", rule)));
        return With(text);
    }

    public static string Simple(string id, string kind, string condition) =>
        $$"""
              - id: {{id}}
                title: {vi: Thử, en: Test}
                action: {vi: Xem, en: Look}
                owner: test
                rationale: test
                severity: major
                kinds: [{{kind}}]
                condition: {{condition}}
            """;

    public static CityModel With(string rules, string before = "")
    {
        var city = SmallCity.Create();
        var parsed = RuleSetParser.Parse(new CityFile("rules.yaml", before + "rules:\n" + rules), city);
        parsed.Errors.Should().BeEmpty();
        return SmallCity.Create([.. parsed.Rules!.Rules]);
    }

    public RuleRun Play(string script)
    {
        foreach (var step in script.Split(' ', '\n', '\r').Where(step => step.Length > 0))
        {
            Step(step);
        }

        return this;
    }

    /// <summary>Another process goes on from what this one saved.</summary>
    public RuleRun Restart()
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            Engine.Save(writer);
        }

        stream.Position = 0;
        Registry = new CityRegistry(City);
        Registry.InternMetric("moved");
        Engine = _make(this);
        using var reader = new BinaryReader(stream);
        Engine.Restore(reader);
        stream.Position.Should().Be(stream.Length);
        return this;
    }

    public CommandResult Command(AlertVerb verb, double second, string? note = null) => Engine.OnCommand(
        new AlertCommand($"c{second}", verb, Engine.Open.Single().Id, null, "lan", null, note, null, null), Nanos(second), Transitions);

    private static long Nanos(double second) => EngineRun.Epoch + (long)Math.Round(second * EngineRun.Second);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private void Step(string step)
    {
        var at = step.IndexOf('@', StringComparison.Ordinal);
        var end = step.IndexOfAny([':', '!', '#'], at);
        var times = step[(at + 1)..(end < 0 ? step.Length : end)].Split('+');
        var time = Number(times[0]);
        if (at == 0)
        {
            Engine.OnTick(Nanos(time), Transitions);
            return;
        }

        Registry.TryFindDevice(step[..at], out var device).Should().BeTrue();
        var arrival = Nanos(time + (times.Length > 1 ? Number(times[1]) : 0));
        if (end >= 0 && step[end] == '#')
        {
            var words = step[(end + 1)..].Split('-');
            var health = Enum.Parse<DeviceHealth>(words[0], ignoreCase: true);
            Engine.OnHealth(new HealthChange(device, DeviceHealth.Ok, health, arrival, words.Length > 1 ? words[1] : "silent"), Transitions);
            return;
        }

        using var batch = new ReadingBatch { ClockNanos = arrival };
        var message = batch.Begin();
        foreach (var said in end < 0 ? [] : step[(end + 1)..].Split(','))
        {
            var (name, value) = said.Split('=') is [var left, var right] ? (left, right) : (said, null);
            if (step[end] == '!')
            {
                batch.Events.Add(new DetectionEvent(message, name, value, double.NaN, "{}"));
            }
            else if (value![0] == '"')
            {
                batch.Attributes.Add(new AttributeValue(message, name, value.Trim('"')));
            }
            else
            {
                batch.AddValue(Registry.InternMetric(name), Number(value));
            }
        }

        batch.Commit(device, Nanos(time), arrival, 0, MessageMarks.None);
        Engine.OnBatch(batch, Transitions);
    }
}
