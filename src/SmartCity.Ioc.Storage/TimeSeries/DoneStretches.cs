using System.Buffers.Binary;
using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>
/// Stretches of the outputs ahead of the writer's one position that the store has already, because the newest went first. Kept with that
/// position, so that a restart does not write them a second time. The writer's alone.
/// </summary>
internal sealed class DoneStretches
{
    /// <summary>One for each time that the store went away during one catching up. Of more the oldest is forgotten, and written again.</summary>
    private const int Most = 64;

    private const byte Version = 1;
    private const int HeadSize = 9;
    private const int StretchSize = 16;
    private readonly List<(long From, long To)> _stretches = [];

    public bool IsEmpty => _stretches.Count == 0;

    /// <summary>The newest stretch.</summary>
    public (JournalPosition From, JournalPosition To)? Last =>
        IsEmpty ? null : (new JournalPosition(_stretches[^1].From), new JournalPosition(_stretches[^1].To));

    /// <summary>Adds what begins where the newest ends, or behind it.</summary>
    public void Add(JournalPosition from, JournalPosition to)
    {
        if (_stretches.Count > 0 && _stretches[^1].To == from.Offset)
        {
            _stretches[^1] = (_stretches[^1].From, to.Offset);
            return;
        }

        if (_stretches.Count == Most)
        {
            _stretches.RemoveAt(0);
        }

        _stretches.Add((from.Offset, to.Offset));
    }

    public bool Covers(JournalPosition from, JournalPosition to)
    {
        foreach (var stretch in _stretches)
        {
            if (from.Offset >= stretch.From && to.Offset <= stretch.To)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Forgets what the one position has passed.</summary>
    public void Pass(JournalPosition position) => _stretches.RemoveAll(stretch => stretch.To <= position.Offset);

    /// <summary>Forgets what lies past a cut: what grows there anew may be other points.</summary>
    public void CutTo(JournalPosition end)
    {
        for (var i = _stretches.Count - 1; i >= 0 && _stretches[i].To > end.Offset; i--)
        {
            if (_stretches[i].From >= end.Offset)
            {
                _stretches.RemoveAt(i);
            }
            else
            {
                _stretches[i] = (_stretches[i].From, end.Offset);
            }
        }
    }

    /// <returns>A version byte, <paramref name="newestNanos"/>, then from and to of each (8 bytes each, little endian); nothing where there is none.</returns>
    public byte[] ToNote(long newestNanos)
    {
        if (IsEmpty)
        {
            return [];
        }

        var note = new byte[HeadSize + (_stretches.Count * StretchSize)];
        note[0] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(note.AsSpan(1), newestNanos);
        for (var i = 0; i < _stretches.Count; i++)
        {
            var target = note.AsSpan(HeadSize + (i * StretchSize));
            BinaryPrimitives.WriteInt64LittleEndian(target, _stretches[i].From);
            BinaryPrimitives.WriteInt64LittleEndian(target[8..], _stretches[i].To);
        }

        return note;
    }

    /// <summary>Reads what <see cref="ToNote"/> gave. Of another version nothing is taken: the stretches are written again then.</summary>
    public long Restore(ReadOnlySpan<byte> note)
    {
        _stretches.Clear();
        if (note.Length < HeadSize || note[0] != Version)
        {
            return long.MinValue;
        }

        for (var rest = note[HeadSize..]; rest.Length >= StretchSize; rest = rest[StretchSize..])
        {
            _stretches.Add((BinaryPrimitives.ReadInt64LittleEndian(rest), BinaryPrimitives.ReadInt64LittleEndian(rest[8..])));
        }

        return BinaryPrimitives.ReadInt64LittleEndian(note[1..]);
    }
}
