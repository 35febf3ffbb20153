using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Alerts.Engine;

/// <summary>
/// The engine's part of a checkpoint: sequence and open alerts. The rules' part follows it.
/// </summary>
internal static class AlertEngineState
{
    private const byte Version = 1;

    public static void Save(BinaryWriter writer, long sequence, OpenAlerts open)
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
    }

    /// <returns>The sequence of the last transition made.</returns>
    /// <exception cref="InvalidDataException">The section has another version.</exception>
    public static long Restore(BinaryReader reader, OpenAlerts open)
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
