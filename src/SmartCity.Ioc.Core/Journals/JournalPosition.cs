namespace SmartCity.Ioc.Journals;

/// <summary>A place in a journal: a byte offset over all its segments since its first day. Positions only grow.</summary>
public readonly record struct JournalPosition(long Offset) : IComparable<JournalPosition>
{
    public static JournalPosition Start => default;

    public int CompareTo(JournalPosition other) => Offset.CompareTo(other.Offset);

    public static bool operator <(JournalPosition left, JournalPosition right) => left.Offset < right.Offset;

    public static bool operator >(JournalPosition left, JournalPosition right) => left.Offset > right.Offset;

    public static bool operator <=(JournalPosition left, JournalPosition right) => left.Offset <= right.Offset;

    public static bool operator >=(JournalPosition left, JournalPosition right) => left.Offset >= right.Offset;
}
