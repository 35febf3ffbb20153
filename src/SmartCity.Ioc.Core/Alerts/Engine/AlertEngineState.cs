using SmartCity.Ioc.City;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Alerts.Engine;

/// <summary>
/// The engine's part of a checkpoint: sequence, open alerts, and the state of each rule at each source, by ids. A rule whose version is
/// another starts afresh at every source; its open alerts stay open.
/// </summary>
internal static class AlertEngineState
{
    private const byte Version = 1;

    public static void Save(BinaryWriter writer, long sequence, OpenAlerts open, RuleBindings bindings, List<BoundRule> waiting)
    {
        writer.Write(Version);
        writer.Write(sequence);
        var tracked = open.Tracked.ToArray();
        writer.Write(tracked.Length);
        foreach (var one in tracked)
        {
            writer.Write(one.Present);
            WriteAlert(writer, one.Alert);
        }

        var bound = bindings.All().Where(rule => !rule.IsDefault).ToArray();
        writer.Write(bound.Length);
        foreach (var rule in bound)
        {
            writer.Write(rule.Rule.Id);
            writer.Write(rule.Rule.Version);
            writer.Write(rule.Device.Id);
            writer.Write((byte)rule.Threshold.Phase);
            writer.Write(rule.Threshold.LastNanos);
            writer.Write(rule.Threshold.HeldNanos);
            WriteNullable(writer, rule.OfflineSinceNanos);
        }

        // In their order, which decides the sequence in which they raise.
        writer.Write(waiting.Count);
        foreach (var rule in waiting)
        {
            writer.Write(rule.Rule.Id);
            writer.Write(rule.Device.Id);
        }
    }

    /// <returns>The sequence of the last transition made.</returns>
    /// <exception cref="InvalidDataException">The section has another version.</exception>
    public static long Restore(
        BinaryReader reader, CityRegistry registry, IReadOnlyList<AlertRule> rules, OpenAlerts open, RuleBindings bindings,
        List<BoundRule> waiting)
    {
        var version = reader.ReadByte();
        if (version != Version)
        {
            throw new InvalidDataException($"The alert state has version {version}; this program reads version {Version}.");
        }

        var sequence = reader.ReadInt64();
        open.Clear();
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var present = reader.ReadBoolean();
            open.Add(new TrackedAlert(ReadAlert(reader), present));
        }

        var versions = rules.ToDictionary(rule => rule.Id, rule => rule.Version, StringComparer.Ordinal);
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var rule = reader.ReadString();
            var ruleVersion = reader.ReadInt32();
            var device = reader.ReadString();
            var threshold = new ThresholdState((ThresholdPhase)reader.ReadByte(), reader.ReadInt64(), reader.ReadInt64());
            var offlineSince = ReadNullable(reader);
            if (versions.TryGetValue(rule, out var current) && current == ruleVersion && registry.TryFindDevice(device, out var index)
                && Array.Find(bindings.Of(index), bound => bound.Rule.Id == rule) is { } bound)
            {
                bound.Threshold = threshold;
                bound.OfflineSinceNanos = offlineSince;
            }
        }

        waiting.Clear();
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var (rule, device) = (reader.ReadString(), reader.ReadString());
            if (registry.TryFindDevice(device, out var index)
                && Array.Find(bindings.Of(index), bound => bound.Rule.Id == rule) is { OfflineSinceNanos: not null } bound)
            {
                waiting.Add(bound);
            }
        }

        return sequence;
    }

    private static void WriteAlert(BinaryWriter writer, Alert alert)
    {
        writer.Write(alert.Id);
        writer.Write(alert.Rule);
        writer.Write((byte)alert.Severity);
        writer.Write((byte)alert.State);
        writer.Write(alert.Title.Vi);
        writer.Write(alert.Title.En);
        writer.Write(alert.Zone);
        WriteNullable(writer, alert.Device);
        WriteNullable(writer, alert.Kind);
        WriteNullable(writer, alert.Metric);
        WriteNullable(writer, alert.Value);
        WriteNullable(writer, alert.Threshold);
        writer.Write(alert.EventTimeNanos);
        writer.Write(alert.RaisedAtNanos);
        WriteNullable(writer, alert.ClearedAtNanos);
        WriteNullable(writer, alert.AcknowledgedBy);
        WriteNullable(writer, alert.Assignee);
        WriteNullable(writer, alert.ShelvedUntilNanos);
        WriteNullable(writer, alert.Incident);
        writer.Write(alert.Revision);
    }

    private static Alert ReadAlert(BinaryReader reader) => new(
        reader.ReadString(), reader.ReadString(), (Severity)reader.ReadByte(), (AlertState)reader.ReadByte(),
        new LocalizedText(reader.ReadString(), reader.ReadString()), reader.ReadString(), ReadNullableText(reader), ReadNullableText(reader),
        ReadNullableText(reader), ReadNullableNumber(reader), ReadNullableNumber(reader), reader.ReadInt64(), reader.ReadInt64(),
        ReadNullable(reader), ReadNullableText(reader), ReadNullableText(reader), ReadNullable(reader), ReadNullableText(reader),
        reader.ReadInt32());

    private static void WriteNullable(BinaryWriter writer, long? value)
    {
        writer.Write(value.HasValue);
        writer.Write(value.GetValueOrDefault());
    }

    private static void WriteNullable(BinaryWriter writer, double? value)
    {
        writer.Write(value.HasValue);
        writer.Write(value.GetValueOrDefault());
    }

    private static void WriteNullable(BinaryWriter writer, string? value)
    {
        writer.Write(value is not null);
        writer.Write(value ?? string.Empty);
    }

    private static long? ReadNullable(BinaryReader reader)
    {
        var has = reader.ReadBoolean();
        var value = reader.ReadInt64();
        return has ? value : null;
    }

    private static double? ReadNullableNumber(BinaryReader reader)
    {
        var has = reader.ReadBoolean();
        var value = reader.ReadDouble();
        return has ? value : null;
    }

    private static string? ReadNullableText(BinaryReader reader)
    {
        var has = reader.ReadBoolean();
        var value = reader.ReadString();
        return has ? value : null;
    }
}
