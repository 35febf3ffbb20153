using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Pipeline;

/// <summary>Adds up what goes into the ledger, so that its lock is taken once per batch, column and minute, not once per message.</summary>
internal sealed class LedgerTally(Ledger ledger)
{
    private const long NanosPerMinute = 60_000_000_000;
    private const int Columns = 8;

    private readonly int[] _messages = new int[Columns];
    private readonly int[] _readings = new int[Columns];
    private long _receivedAtNanos;

    public void Add(LedgerEntry entry, in DeviceMessage message, int messages)
    {
        if (message.ReceivedAtNanos / NanosPerMinute != _receivedAtNanos / NanosPerMinute)
        {
            Close();
        }

        _receivedAtNanos = message.ReceivedAtNanos;
        _messages[(int)entry] += messages;
        _readings[(int)entry] += entry is LedgerEntry.Lost or LedgerEntry.Recovered ? 0 : message.ValueCount;
    }

    public void Close()
    {
        for (var column = 0; column < Columns; column++)
        {
            if (_messages[column] != 0)
            {
                ledger.Count((LedgerEntry)column, _receivedAtNanos, _messages[column], _readings[column]);
            }
        }

        Array.Clear(_messages);
        Array.Clear(_readings);
    }
}
