namespace SmartCity.Ioc.Quality;

/// <summary>
/// Counts every message once on its way in and once where it went, per minute of arrival and in total (CONTRACT section 3):
/// <c>received = accepted + duplicate + late + quarantined</c> after every batch, <c>accepted = stored + not stored + waiting</c> always.
/// Everything but <see cref="LedgerEntry.Stored"/> is counted on the shard's thread and is a pure function of the journal, so it belongs to
/// the pipeline's checkpoint. Any thread may count and read; one short lock, so count per batch where there is a choice.
/// </summary>
public sealed class Ledger
{
    /// <summary>A day of minutes: 1440 lines of 20 counts, 225 KiB.</summary>
    public const int MinutesKept = 24 * 60;

    private const long NanosPerMinute = 60_000_000_000;
    private const int Columns = 10;
    private const byte Version = 3;

    // Without what was thinned and shed.
    private const byte OldestVersion = 2;
    private const int OldestColumns = 8;

    private readonly Lock _gate = new();
    private readonly Line _total = new();
    private readonly Line?[] _minutes = new Line?[MinutesKept];
    private long _newest = long.MinValue / 2;

    // Accepted messages reach the store in order, so what is stored is always the first so many of them: one mark is enough, for the
    // total and for every minute.
    private long _storedMessages;
    private long _storedReadings;
    private long _notStoredMessages;
    private long _notStoredReadings;

    /// <summary>Accepted messages since the first day without the thinned ones: the ordinal of the newest one that the store is to have. The
    /// writer of outputs notes it with each frame, so that the store's confirmation can be given as <see cref="StoredUpTo"/>.</summary>
    public long MessagesToStore
    {
        get
        {
            lock (_gate)
            {
                return ToStore(_total.Messages);
            }
        }
    }

    /// <inheritdoc cref="MessagesToStore"/>
    public long ReadingsToStore
    {
        get
        {
            lock (_gate)
            {
                return ToStore(_total.Readings);
            }
        }
    }

    /// <summary>Received less what it became, in total; anything but 0 is a message that nobody answers for.</summary>
    public long Difference
    {
        get
        {
            lock (_gate)
            {
                var counts = _total.Messages;
                return counts[(int)LedgerEntry.Received] - counts[(int)LedgerEntry.Accepted] - counts[(int)LedgerEntry.Duplicate]
                    - counts[(int)LedgerEntry.Late] - counts[(int)LedgerEntry.Quarantined];
            }
        }
    }

    /// <summary>Until the scope is disposed other threads wait: the messages of a frame are counted on their way in and where they went at
    /// different moments, and between the two the sides differ. For the milliseconds of one frame, never while waiting for anything.</summary>
    public Lock.Scope CountTogether() => _gate.EnterScope();

    /// <param name="receivedAtNanos">Arrival as the journal has it; it chooses the minute. Not used for <see cref="LedgerEntry.Stored"/>.</param>
    /// <param name="readings">Numbers in those messages.</param>
    public void Count(LedgerEntry entry, long receivedAtNanos, int messages, int readings = 0)
    {
        lock (_gate)
        {
            if (entry == LedgerEntry.Stored)
            {
                _storedMessages += messages;
                _storedReadings += readings;
                return;
            }

            _total.Add(Column(entry), messages, readings);
            MinuteOf(receivedAtNanos)?.Add(Column(entry), messages, readings);
        }
    }

    /// <summary>States how many messages the store has, counted from the first day (see <see cref="MessagesToStore"/>). Exact after a
    /// restart too, where adding up confirmations would miss those since the checkpoint.</summary>
    public void StoredUpTo(long messages, long readings)
    {
        lock (_gate)
        {
            _storedMessages = Math.Max(_storedMessages, messages);
            _storedReadings = Math.Max(_storedReadings, readings);
        }
    }

    /// <summary>States how many of the messages that <see cref="StoredUpTo"/> passes, counted from the first day, are not in the store and never
    /// will be.</summary>
    public void NotStoredInAll(long messages, long readings)
    {
        lock (_gate)
        {
            _notStoredMessages = Math.Max(_notStoredMessages, messages);
            _notStoredReadings = Math.Max(_notStoredReadings, readings);
        }
    }

    /// <param name="minutes">How many of the newest minutes to give.</param>
    public LedgerSnapshot Snapshot(int minutes = MinutesKept)
    {
        lock (_gate)
        {
            var lines = new List<LedgerMinute>();
            var messagesLeft = Unstored(_storedMessages, _total.Messages);
            var readingsLeft = Unstored(_storedReadings, _total.Readings);
            for (var minute = _newest; minute > _newest - Math.Min(minutes, MinutesKept); minute--)
            {
                if (_minutes[Slot(minute)] is not { } line || line.Minute != minute)
                {
                    continue;
                }

                lines.Add(new LedgerMinute(
                    minute * NanosPerMinute, Counts(line.Messages, ref messagesLeft), Counts(line.Readings, ref readingsLeft)));
            }

            lines.Reverse();
            messagesLeft = Unstored(_storedMessages, _total.Messages);
            readingsLeft = Unstored(_storedReadings, _total.Readings);
            return new LedgerSnapshot(
                Less(Counts(_total.Messages, ref messagesLeft), _notStoredMessages),
                Less(Counts(_total.Readings, ref readingsLeft), _notStoredReadings), lines);
        }
    }

    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        lock (_gate)
        {
            writer.Write(Version);
            writer.Write(_storedMessages);
            writer.Write(_storedReadings);
            writer.Write(_notStoredMessages);
            writer.Write(_notStoredReadings);
            writer.Write(_newest);
            _total.Save(writer);
            var lines = _minutes.Where(line => line is not null).OrderBy(line => line!.Minute).ToList();
            writer.Write(lines.Count);
            foreach (var line in lines)
            {
                line!.Save(writer);
            }
        }
    }

    /// <exception cref="InvalidDataException">Written by a later version.</exception>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var version = reader.ReadByte();
        if (version is < OldestVersion or > Version)
        {
            throw new InvalidDataException($"The ledger's state has version {version}; this program reads {Version}.");
        }

        var columns = version == OldestVersion ? OldestColumns : Columns;
        lock (_gate)
        {
            _storedMessages = reader.ReadInt64();
            _storedReadings = reader.ReadInt64();
            _notStoredMessages = reader.ReadInt64();
            _notStoredReadings = reader.ReadInt64();
            _newest = reader.ReadInt64();
            _total.Restore(reader, columns);
            Array.Clear(_minutes);
            for (var left = reader.ReadInt32(); left > 0; left--)
            {
                var line = new Line();
                line.Restore(reader, columns);
                _minutes[Slot(line.Minute)] = line;
            }
        }
    }

    // Stored has no column.
    private static int Column(LedgerEntry entry) => entry > LedgerEntry.Stored ? (int)entry - 1 : (int)entry;

    private static long ToStore(long[] counts) => counts[Column(LedgerEntry.Accepted)] - counts[Column(LedgerEntry.Thinned)];

    // The store may have confirmed more than a replay after a crash has accepted again.
    private static long Unstored(long stored, long[] counts) => Math.Max(0, ToStore(counts) - stored);

    // Newest lines first: what waits is the newest that was accepted.
    private static LedgerCounts Counts(long[] c, ref long unstored)
    {
        var toStore = ToStore(c);
        var waiting = Math.Min(unstored, toStore);
        unstored -= waiting;
        var thinned = c[Column(LedgerEntry.Thinned)];
        return new LedgerCounts(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], toStore - waiting)
        {
            NotStored = thinned,
            Thinned = thinned,
            Shed = c[Column(LedgerEntry.Shed)],
        };
    }

    private static LedgerCounts Less(in LedgerCounts counts, long notStored)
    {
        var lost = Math.Min(notStored, counts.Stored);
        return counts with { Stored = counts.Stored - lost, NotStored = counts.NotStored + lost };
    }

    private static int Slot(long minute) => (int)(((minute % MinutesKept) + MinutesKept) % MinutesKept);

    private Line? MinuteOf(long receivedAtNanos)
    {
        var minute = Math.DivRem(receivedAtNanos, NanosPerMinute, out var rest) - (rest < 0 ? 1 : 0);
        if (_newest != long.MinValue && minute <= _newest - MinutesKept)
        {
            return null;
        }

        _newest = Math.Max(_newest, minute);
        ref var line = ref _minutes[Slot(minute)];
        line ??= new Line { Minute = minute };
        if (line.Minute != minute)
        {
            line.Reset(minute);
        }

        return line;
    }

    private sealed class Line
    {
        public long Minute { get; set; }

        public long[] Messages { get; } = new long[Columns];

        public long[] Readings { get; } = new long[Columns];

        public void Add(int column, int messages, int readings)
        {
            Messages[column] += messages;
            Readings[column] += readings;
        }

        public void Reset(long minute)
        {
            Minute = minute;
            Array.Clear(Messages);
            Array.Clear(Readings);
        }

        public void Save(BinaryWriter writer)
        {
            writer.Write(Minute);
            for (var i = 0; i < Columns; i++)
            {
                writer.Write(Messages[i]);
                writer.Write(Readings[i]);
            }
        }

        public void Restore(BinaryReader reader, int columns)
        {
            Minute = reader.ReadInt64();
            for (var i = 0; i < columns; i++)
            {
                Messages[i] = reader.ReadInt64();
                Readings[i] = reader.ReadInt64();
            }
        }
    }
}
