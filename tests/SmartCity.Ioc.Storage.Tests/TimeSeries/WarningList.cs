using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SmartCity.Ioc.Storage.Tests.TimeSeries;

/// <summary>Warnings and errors that were logged.</summary>
internal sealed class WarningList<T> : ILogger<T>
{
    public ConcurrentQueue<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Lines.Enqueue(formatter(state, exception));
        }
    }
}
