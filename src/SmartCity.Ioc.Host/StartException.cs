namespace SmartCity.Ioc.Host;

/// <summary>The server can not start, and a person can mend it: the message is shown as it is, the exit code is 1.</summary>
internal sealed class StartException : Exception
{
    public StartException()
    {
    }

    public StartException(string message)
        : base(message)
    {
    }

    public StartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
