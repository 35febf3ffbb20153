using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Push.State;

namespace SmartCity.Ioc.Push.Streams;

/// <summary>Alert changes after a sequence, from memory while it reaches back far enough, else from the alert store.</summary>
internal sealed class AlertFeed(LiveTable table, IAlertStore store, LivePushOptions options)
{
    public OpenAlertsSnapshot Open => table.Alerts.State;

    public long LastSequence => table.Alerts.LastSequence;

    /// <summary>Reads at most one frame's worth of changes; there may be more.</summary>
    public async ValueTask<AlertChunk> AfterAsync(long sequence, LiveFilter filter, CancellationToken cancellation)
    {
        var last = Math.Min(LastSequence, sequence + options.AlertsPerFrame);
        var entries = new List<AlertEntry>();
        var isStoreExhausted = false;
        while (sequence < last)
        {
            // In neither: the store gave it up by its age. What is left is in memory.
            var entry = table.Alerts.Find(sequence + 1);
            if (entry is not null || isStoreExhausted)
            {
                sequence++;
                AddIfSeen(entries, entry, filter);
                continue;
            }

            var stored = await store.SinceAsync(sequence, (int)(last - sequence), cancellation).ConfigureAwait(false);
            foreach (var transition in stored)
            {
                if (transition.Sequence <= last)
                {
                    sequence = transition.Sequence;
                    AddIfSeen(entries, new AlertEntry(transition.Alert, transition), filter);
                }
            }

            // It answers with what comes next, however far on that is.
            isStoreExhausted = stored.Count == 0 || stored[^1].Sequence > last;
        }

        return new AlertChunk(entries, sequence);
    }

    private static void AddIfSeen(List<AlertEntry> entries, AlertEntry? entry, LiveFilter filter)
    {
        if (entry is not null && filter.Passes(entry.Alert))
        {
            entries.Add(entry);
        }
    }
}
