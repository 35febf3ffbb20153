namespace SmartCity.Ioc.Journals;

/// <summary>A journal's frames of the past, read beside whoever writes it: takes no lock and changes nothing. Any thread.</summary>
public interface IJournalArchive
{
    /// <summary>Time of the oldest frame that is still held, or null where there is none.</summary>
    /// <exception cref="IOException">The files can not be read.</exception>
    long? OldestNanos();

    /// <summary>The frames with a time from here on, up to the newest on disk; a frame's body is valid until the next is asked for. What is
    /// deleted meanwhile is left out.</summary>
    /// <exception cref="IOException">The files can not be read.</exception>
    IEnumerable<JournalFrame> ReadFrom(long timeNanos);
}
