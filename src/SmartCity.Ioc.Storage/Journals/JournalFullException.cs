namespace SmartCity.Ioc.Storage.Journals;

/// <summary>The journal takes nothing more now: its budget is used up, or what was appended can not be written.</summary>
public sealed class JournalFullException : IOException
{
    public JournalFullException()
    {
    }

    public JournalFullException(string message)
        : base(message)
    {
    }

    public JournalFullException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
