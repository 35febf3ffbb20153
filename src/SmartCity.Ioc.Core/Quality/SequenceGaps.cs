namespace SmartCity.Ioc.Quality;

/// <summary>
/// The numbers that are missing among those older than a <see cref="SequenceRun"/>'s newest ones, as stretches of 16 bytes. A device that
/// loses nothing has none. Used by one thread.
/// </summary>
internal sealed class SequenceGaps
{
    /// <summary>4 KiB. Past it the oldest stretch is forgotten, and with it whatever is older.</summary>
    public const int Most = 256;

    private (ulong From, ulong To)[] _gaps = new (ulong, ulong)[2];
    private int _count;

    /// <summary>Of what is below this nobody knows.</summary>
    public ulong KnownFrom { get; private set; }

    /// <summary>Missing numbers below this were never counted as lost; null where there are none.</summary>
    public ulong? CountedFrom { get; private set; }

    /// <summary>Adds numbers that lie below all that were added before, missing but not lost.</summary>
    /// <param name="end">Behind the last of them.</param>
    /// <param name="countedFrom">From here on what is missing was counted.</param>
    public void AddBelow(ulong from, ulong end, ulong countedFrom)
    {
        CountedFrom = countedFrom;
        if (from >= end || KnownFrom > 0)
        {
            return;
        }

        if (_count == Most)
        {
            KnownFrom = end;
            return;
        }

        MakeRoom();
        Array.Copy(_gaps, 0, _gaps, 1, _count++);
        _gaps[0] = (from, end - 1);
    }

    /// <summary>Adds missing numbers; they lie above all that were added before.</summary>
    public void Add(ulong from, ulong to)
    {
        if (_count > 0 && _gaps[_count - 1].To + 1 == from)
        {
            _gaps[_count - 1].To = to;
            return;
        }

        MakeRoom();
        _gaps[_count++] = (from, to);
    }

    /// <summary>A number has come after all.</summary>
    /// <returns>False where it was not missing.</returns>
    public bool TryFill(ulong number)
    {
        var at = IndexOf(number);
        if (at < 0)
        {
            return false;
        }

        var (from, to) = _gaps[at];
        if (from == to)
        {
            Array.Copy(_gaps, at + 1, _gaps, at, --_count - at);
        }
        else if (number == from)
        {
            _gaps[at].From++;
        }
        else if (number == to)
        {
            _gaps[at].To--;
        }
        else
        {
            at -= MakeRoom();
            if (at >= 0)
            {
                _gaps[at].To = number - 1;
            }
            else
            {
                KnownFrom = number;
            }

            Array.Copy(_gaps, at + 1, _gaps, at + 2, _count - at - 1);
            _gaps[at + 1] = (number + 1, to);
            _count++;
        }

        return true;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_count);
        writer.Write(KnownFrom);
        writer.Write(CountedFrom.HasValue);
        writer.Write(CountedFrom ?? 0);
        for (var i = 0; i < _count; i++)
        {
            writer.Write(_gaps[i].From);
            writer.Write(_gaps[i].To);
        }
    }

    public static SequenceGaps Restore(BinaryReader reader, int count)
    {
        var gaps = new SequenceGaps { KnownFrom = reader.ReadUInt64(), _gaps = new (ulong, ulong)[Math.Max(2, count)], _count = count };
        var hasBelow = reader.ReadBoolean();
        var countedFrom = reader.ReadUInt64();
        gaps.CountedFrom = hasBelow ? countedFrom : null;
        for (var i = 0; i < count; i++)
        {
            gaps._gaps[i] = (reader.ReadUInt64(), reader.ReadUInt64());
        }

        return gaps;
    }

    /// <returns>How many stretches were forgotten for it: 0 or 1.</returns>
    private int MakeRoom()
    {
        if (_count < _gaps.Length)
        {
            return 0;
        }

        if (_count < Most)
        {
            Array.Resize(ref _gaps, _count * 2);
            return 0;
        }

        KnownFrom = _gaps[0].To + 1;
        Array.Copy(_gaps, 1, _gaps, 0, --_count);
        return 1;
    }

    private int IndexOf(ulong number)
    {
        var (low, high) = (0, _count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (number > _gaps[middle].To)
            {
                low = middle + 1;
            }
            else if (number < _gaps[middle].From)
            {
                high = middle - 1;
            }
            else
            {
                return middle;
            }
        }

        return -1;
    }
}
