namespace SmartCity.Ioc.TimeSeries;

/// <summary>The store can not take or answer anything now. Retryable.</summary>
public sealed class StoreUnavailableException : Exception
{
    public StoreUnavailableException()
    {
    }

    public StoreUnavailableException(string message)
        : base(message)
    {
    }

    public StoreUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>How long the store asks to be left alone, where it says so.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
