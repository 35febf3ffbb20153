using SmartCity.Ioc.Mqtt.Client;

namespace SmartCity.Ioc.Simulators.Output;

/// <summary>What every publishing command does around its own work: connect, play, wait for the acknowledgements, say how it ended.</summary>
internal static class Publishing
{
    /// <summary>What acknowledgements may take at the end. With Ctrl-C the process itself must be gone within five seconds.</summary>
    private static readonly TimeSpan DrainsWithin = TimeSpan.FromSeconds(2);

    /// <summary>A person who waits longer than this wants to know for what.</summary>
    private static readonly TimeSpan SpeaksAfter = TimeSpan.FromSeconds(2);

    /// <param name="play">Sends until it is done or cancelled.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        BrokerSettings settings, string name, TextWriter output, TextWriter error, TimeProvider time,
        Func<IMessageSink, CancellationToken, Task> play, CancellationToken cancellation)
    {
        IMessageSink sink;
        try
        {
            sink = settings.DryRun
                ? new DryRunSink(output)
                : await ConnectAsync(settings, name, error, time, cancellation).ConfigureAwait(false);
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
        catch (MqttClientException fault)
        {
            await error.WriteLineAsync($"sim: {fault.Message}").ConfigureAwait(false);
            return ExitCode.Broker;
        }

        await using (sink.ConfigureAwait(false))
        {
            try
            {
                await play(sink, cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // Ctrl-C: what was taken is still sent below.
            }

            // After Ctrl-C the time is bounded; otherwise the broker decides, and Ctrl-C ends the wait.
            using var limit = cancellation.IsCancellationRequested
                ? new CancellationTokenSource(DrainsWithin, time)
                : CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            try
            {
                await sink.FlushAsync(limit.Token).ConfigureAwait(false);
                await sink.DrainAsync(limit.Token).ConfigureAwait(false);
                return ExitCode.Done;
            }
            catch (OperationCanceledException)
            {
                await error.WriteLineAsync("sim: not everything was acknowledged").ConfigureAwait(false);
                return ExitCode.Broker;
            }
        }
    }

    private static async Task<IMessageSink> ConnectAsync(
        BrokerSettings settings, string name, TextWriter error, TimeProvider time, CancellationToken cancellation)
    {
        var connecting = MqttSink.ConnectAsync(settings, name, time, cancellation);
        try
        {
            return await connecting.WaitAsync(SpeaksAfter, time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!connecting.IsCompleted)
        {
            await error.WriteLineAsync($"Waiting for {settings.Url.Host}:{settings.Url.Port} ...").ConfigureAwait(false);
        }

        return await connecting.ConfigureAwait(false);
    }
}
