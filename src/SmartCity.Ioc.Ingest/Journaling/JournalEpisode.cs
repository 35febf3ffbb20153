using Microsoft.Extensions.Logging;

namespace SmartCity.Ioc.Ingest.Journaling;

/// <summary>
/// The time during which the journal refuses: logged once when it begins and once when it ends, retried after 0.25 s, then after twice as
/// long each time up to 5 s. Owned by the journal stage's thread.
/// </summary>
internal sealed class JournalEpisode(TimeProvider time, IngestStatus status, IngestMetrics metrics, ILogger logger)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastDelay = TimeSpan.FromSeconds(5);

    private TimeSpan _delay;
    private long _began;
    private long _attempted;
    private long _failed;
    private long _shed;

    public bool IsOpen { get; private set; }

    /// <summary>Whether the disk is to be left alone for now.</summary>
    public bool MustWait => IsOpen && time.GetElapsedTime(_attempted) < _delay;

    public void Refused(IOException reason)
    {
        _attempted = time.GetTimestamp();
        if (IsOpen)
        {
            _delay = TimeSpan.FromTicks(Math.Min(LastDelay.Ticks, 2 * _delay.Ticks));
            return;
        }

        IsOpen = true;
        _began = _attempted;
        _delay = FirstDelay;
        _failed = 0;
        _shed = 0;
        status.SetJournalFault(reason.Message);
        logger.JournalRefuses(reason.Message, reason);
    }

    public void CountLost(int failed, int shed)
    {
        _failed += failed;
        _shed += shed;
        metrics.CountFailed(failed);
        metrics.CountShed(shed);
        status.AddShed(shed);
    }

    public void Over()
    {
        if (!IsOpen)
        {
            return;
        }

        IsOpen = false;
        status.SetJournalFault(null);
        logger.JournalTakesAgain(time.GetElapsedTime(_began), _failed, _shed);
    }
}
