using System.Security.Cryptography;
using System.Text;
using SmartCity.Ioc.City;
using SmartCity.Ioc.City.Parsing;

namespace SmartCity.Ioc.Alerts.RuleSets;

/// <summary>
/// The rules in force, their versions and their history. Written by the shard's thread; <see cref="Current"/> is read by any. Part of the
/// checkpoint: rules that were put over HTTP outlive a restart, until somebody edits the city's files, which then say what counts.
/// </summary>
public sealed class RuleBook
{
    /// <summary>Older revisions are let go, and with them the words of the rules that they brought.</summary>
    public const int MostRevisions = 200;

    private readonly CityModel _city;
    private readonly RuleSet _files;
    private volatile RuleBookPage _current;

    public RuleBook(CityModel city, IReadOnlyList<AlertRule> rules)
    {
        ArgumentNullException.ThrowIfNull(city);
        ArgumentNullException.ThrowIfNull(rules);
        _city = city;
        _files = new RuleSet([.. rules.Select(rule => rule.Text.Length > 0 ? rule : rule with { Text = Write(rule, city) })], city.WatchLists);
        _current = new RuleBookPage(1, _files, [new RuleRevision(1, 0, "rules.yaml", null, null, Differences(RuleSet.Empty, _files))]);
    }

    public RuleBookPage Current => _current;

    /// <summary>The rule as it was in force at a time of the pipeline's clock, or null where nobody knows any more.</summary>
    public AlertRule? Find(string id, long clockNanos)
    {
        var page = _current;
        var now = page.Rules.Rules.FirstOrDefault(rule => rule.Id == id);
        var then = page.History.Where(revision => revision.AtNanos <= clockNanos).SelectMany(revision => revision.Changes)
            .LastOrDefault(change => change.Id == id);
        if (then is null || then.Version == now?.Version)
        {
            return now;
        }

        // Its watch lists are today's: what was on them then is not kept.
        var lists = page.Rules.WatchLists.Select(list => RuleJson.Write(list, _city.Calendar.TimeZone));
        var text = RuleSetJson.Write([RuleJson.WithVersion(then.Text, then.Version)], lists);
        return then.Text.Length == 0 ? null : RuleSetParser.Parse(new CityFile("rules", text), _city).Rules?.Rules[0];
    }

    /// <summary>Takes other rules. Who changes a rule and forgets its version gets the next one; a rule that says what it said stays the very
    /// same, whatever version is given.</summary>
    internal RuleBookPage Replace(RuleSet replacement, string by, string? from, string? note, long clockNanos) =>
        _current = After(_current, replacement, by, from, note, clockNanos);

    /// <summary>What would be, had these rules been taken now.</summary>
    internal RuleBookPage Try(RuleSet replacement) => After(_current, replacement, string.Empty, null, null, 0);

    private static RuleBookPage After(RuleBookPage before, RuleSet replacement, string by, string? from, string? note, long clockNanos)
    {
        var versions = before.History.SelectMany(revision => revision.Changes).GroupBy(change => change.Id, StringComparer.Ordinal)
            .ToDictionary(changes => changes.Key, changes => changes.Max(change => change.Version), StringComparer.Ordinal);
        var known = before.Rules.Rules.ToDictionary(rule => rule.Id, StringComparer.Ordinal);
        var rules = replacement.Rules.Select(rule =>
            known.TryGetValue(rule.Id, out var old) && old.Text == rule.Text ? rule with { Version = old.Version }
            : versions.TryGetValue(rule.Id, out var last) && rule.Version <= last ? rule with { Version = last + 1 }
            : rule).ToList();
        var set = replacement with { Rules = rules };
        var revision = new RuleRevision(before.Revision + 1, clockNanos, by, from, note, Differences(before.Rules, set));
        return new RuleBookPage(revision.Revision, set, [.. before.History.TakeLast(MostRevisions - 1), revision]);
    }

    internal void Save(BinaryWriter writer)
    {
        var page = _current;
        writer.Write(Fingerprint());
        writer.Write(page.Revision);
        writer.Write(page.Revision > 1);
        if (page.Revision > 1)
        {
            writer.Write(RuleSetJson.Write(page.Rules, _city.Calendar.TimeZone));
        }

        writer.Write(page.History.Count);
        foreach (var revision in page.History)
        {
            writer.Write(revision.Revision);
            writer.Write(revision.AtNanos);
            writer.Write(revision.By);
            writer.Write(revision.From ?? string.Empty);
            writer.Write(revision.Note ?? string.Empty);
            writer.Write(revision.Changes.Count);
            foreach (var change in revision.Changes)
            {
                writer.Write(change.Id);
                writer.Write(change.Kind);
                writer.Write(change.Version);
                writer.Write(change.Text);
            }
        }
    }

    internal void Restore(BinaryReader reader)
    {
        var isOfTheseFiles = reader.ReadString() == Fingerprint();
        var number = reader.ReadInt32();
        var text = reader.ReadBoolean() ? reader.ReadString() : null;
        var history = new List<RuleRevision>();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (revision, atNanos, by) = (reader.ReadInt32(), reader.ReadInt64(), reader.ReadString());
            var (from, note) = (reader.ReadString(), reader.ReadString());
            var changes = new RuleChange[reader.ReadInt32()];
            for (var i = 0; i < changes.Length; i++)
            {
                changes[i] = new RuleChange(reader.ReadString(), reader.ReadString(), reader.ReadInt32(), reader.ReadString());
            }

            history.Add(new RuleRevision(revision, atNanos, by, from.Length == 0 ? null : from, note.Length == 0 ? null : note, changes));
        }

        var set = text is null ? _files : RuleSetParser.Parse(new CityFile("rules", text), _city).Rules;
        if (isOfTheseFiles && set is not null)
        {
            _current = new RuleBookPage(number, set, history);
            return;
        }

        // The files were edited while the server was down, or they do not have what the rules need any more.
        var before = set ?? RuleSet.Empty;
        var changed = new RuleRevision(
            number + 1, history.Count == 0 ? 0 : history[^1].AtNanos, "rules.yaml", null, "The city's files changed.", Differences(before, _files));
        _current = new RuleBookPage(number + 1, _files, [.. history.TakeLast(MostRevisions - 1), changed]);
    }

    private static string Write(AlertRule rule, CityModel city) => RuleJson.Write(
        rule, [.. rule.Kinds.Select(kind => city.Kinds[kind].Id)], [.. rule.Zones.Select(zone => city.Zones[zone].Id)], city.Calendar.TimeZone);

    private static List<RuleChange> Differences(RuleSet before, RuleSet after)
    {
        var old = before.Rules.ToDictionary(rule => rule.Id, StringComparer.Ordinal);
        var changes = new List<RuleChange>();
        foreach (var rule in after.Rules)
        {
            if (!old.Remove(rule.Id, out var was))
            {
                changes.Add(new RuleChange(rule.Id, "added", rule.Version, rule.Text));
            }
            else if (was.Version != rule.Version || was.Text != rule.Text || was.Lists != rule.Lists)
            {
                changes.Add(new RuleChange(rule.Id, "changed", rule.Version, rule.Text));
            }
        }

        changes.AddRange(old.Values.Select(rule => new RuleChange(rule.Id, "removed", rule.Version, string.Empty)));
        return changes;
    }

    private string Fingerprint() => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', _files.Rules.Select(rule => $"{rule.Version} {rule.Text} {rule.Lists}")))));
}
