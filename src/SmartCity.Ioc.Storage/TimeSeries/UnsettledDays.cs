using System.Text;
using SmartCity.Ioc.TimeSeries.BackFill;

namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>
/// Back-filled days whose zones are still to be counted once more: when nothing more has come for them in a while, so that a file that is
/// imported device by device costs one count a day and not one for each device. Kept with the writer's position. The writer's alone.
/// </summary>
internal sealed class UnsettledDays(TimeProvider time)
{
    private const byte Version = 1;

    /// <summary>What the note and its fsync can bear, some 300 KB; of more the one that waits longest is settled at once.</summary>
    private const int Most = 10_000;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);

    // In the order in which they were last touched.
    private readonly OrderedDictionary<FilledDay, long> _days = [];

    /// <summary>Something changed since the last note.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>The one to settle now, if there is one, and when it was last touched.</summary>
    public KeyValuePair<FilledDay, long>? Due =>
        _days.Count > 0 && (_days.Count > Most || time.GetElapsedTime(_days.GetAt(0).Value) >= Quiet) ? _days.GetAt(0) : null;

    public void Touch(FilledDay day)
    {
        _days.Remove(day);
        _days.Add(day, time.GetTimestamp());
        IsChanged = true;
    }

    /// <summary>Forgets the day, unless it was touched again meanwhile.</summary>
    public void Settled(KeyValuePair<FilledDay, long> due)
    {
        if (_days.TryGetValue(due.Key, out var touched) && touched == due.Value)
        {
            _days.Remove(due.Key);
            IsChanged = true;
        }
    }

    /// <summary>The note is on disk.</summary>
    public void Noted() => IsChanged = false;

    /// <returns>A version byte and how many (i32), then kind and metric (UTF-8 with their length) and start (i64) of each.</returns>
    public byte[] ToNote()
    {
        using var note = new MemoryStream();
        using var writer = new BinaryWriter(note, Encoding.UTF8);
        writer.Write(Version);
        writer.Write(_days.Count);
        foreach (var day in _days.Keys)
        {
            writer.Write(day.Kind);
            writer.Write(day.Metric);
            writer.Write(day.StartNanos);
        }

        writer.Flush();
        return note.ToArray();
    }

    /// <summary>Reads what <see cref="ToNote"/> gave; of another version nothing.</summary>
    public void Restore(ReadOnlySpan<byte> note)
    {
        using var reader = new BinaryReader(new MemoryStream(note.ToArray()), Encoding.UTF8);
        if (note.Length == 0 || reader.ReadByte() != Version)
        {
            return;
        }

        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            Touch(new FilledDay(reader.ReadString(), reader.ReadString(), reader.ReadInt64()));
        }
    }
}
