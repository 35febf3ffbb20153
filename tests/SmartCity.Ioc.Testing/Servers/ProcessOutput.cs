namespace SmartCity.Ioc.Testing.Servers;

/// <summary>The lines that a program has written, and a way to wait for more of them. Any thread.</summary>
public sealed class ProcessOutput
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    public override string ToString() => string.Join('\n', Lines);

    /// <summary>Waits until the lines so far satisfy <paramref name="condition"/>.</summary>
    /// <exception cref="TimeoutException">They did not in time; the message holds the lines.</exception>
    public async Task<IReadOnlyList<string>> WaitForAsync(Func<IReadOnlyList<string>, bool> condition, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(condition);
        using var bound = new CancellationTokenSource(timeout);
        while (true)
        {
            Task changed;
            IReadOnlyList<string> lines;
            lock (_gate)
            {
                lines = [.. _lines];
                changed = _changed.Task;
            }

            if (condition(lines))
            {
                return lines;
            }

            try
            {
                await changed.WaitAsync(bound.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"Not seen within {timeout}. Lines so far:\n{this}");
            }
        }
    }

    public Task<IReadOnlyList<string>> WaitForLineAsync(string part, TimeSpan timeout) =>
        WaitForAsync(lines => lines.Any(l => l.Contains(part, StringComparison.Ordinal)), timeout);

    internal void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        TaskCompletionSource changed;
        lock (_gate)
        {
            _lines.Add(line);
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }
}
