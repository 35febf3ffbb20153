using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Alerts.Life;

/// <summary>The open alerts' part of a checkpoint, with the sequence.</summary>
internal static class AlertLifeState
{
    private const byte Version = 3;

    public static void Save(BinaryWriter writer, AlertBook book)
    {
        writer.Write(Version);
        writer.Write(book.LastSequence);
        var tracked = book.Open.Tracked.ToArray();
        writer.Write(tracked.Length);
        foreach (var one in tracked)
        {
            WriteAlert(writer, one.Alert);
            writer.Write(one.Facts.Present);
            WriteNullable(writer, one.Facts.SuppressedBy);
            writer.Write(one.Facts.IsOutOfService);
            WriteHeld(writer, one.Held);
            WriteChange(writer, one.LastChange);
            WriteChange(writer, one.LastAct);
            writer.Write(one.DecisiveRevision);
        }
    }

    /// <exception cref="InvalidDataException">The section has another version.</exception>
    public static void Restore(BinaryReader reader, AlertBook book)
    {
        var version = reader.ReadByte();
        if (version != Version)
        {
            throw new InvalidDataException($"The alert state has version {version}; this program reads version {Version}.");
        }

        book.LastSequence = reader.ReadInt64();
        book.Open.Clear();
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var alert = ReadAlert(reader);
            var facts = new AlertFacts(reader.ReadBoolean(), ReadNullableText(reader), reader.ReadBoolean());
            var tracked = new TrackedAlert(alert, facts) { Held = ReadHeld(reader) };
            tracked.Restore(ReadChange(reader), ReadChange(reader), reader.ReadInt32());
            book.Open.Add(tracked);
        }
    }

    private static void WriteHeld(BinaryWriter writer, HeldClear? held)
    {
        writer.Write(held is not null);
        if (held is not null)
        {
            WriteNullable(writer, held.Value);
            writer.Write(held.EventTimeNanos);
            writer.Write(held.DueNanos);
            writer.Write(held.Times);
        }
    }

    private static HeldClear? ReadHeld(BinaryReader reader) => reader.ReadBoolean()
        ? new HeldClear(ReadNullableNumber(reader), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt32())
        : null;

    private static void WriteChange(BinaryWriter writer, AlertChange? change)
    {
        writer.Write(change is not null);
        if (change is not null)
        {
            writer.Write(change.Action);
            writer.Write(change.By);
            writer.Write(change.AtNanos);
            writer.Write(change.Revision);
        }
    }

    private static AlertChange? ReadChange(BinaryReader reader) => reader.ReadBoolean()
        ? new AlertChange(reader.ReadString(), reader.ReadString(), reader.ReadInt64(), reader.ReadInt32())
        : null;

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
