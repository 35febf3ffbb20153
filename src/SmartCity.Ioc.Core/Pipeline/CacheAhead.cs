using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Pipeline;

/// <summary>
/// Reads a word of everything that a batch's devices have in memory before the batch is worked on. Among a hundred thousand devices each is a
/// cache miss of some 80 ns; in a loop of nothing else the processor waits for ten of them at once, between other work for one after the other.
/// Changes nothing. Used by the pipeline's thread.
/// </summary>
internal sealed class CacheAhead(CityWindows windows, FiguresTable figures, DeviceTable<SourceMemory> memories)
{
    /// <summary>What fewer messages touch is soon read without.</summary>
    private const int LeastWorth = 16;

    // Kept, so that the compiler does not find out that nobody wants it.
    private long _seen;

    public void Read(ReadOnlySpan<DeviceMessage> messages)
    {
        if (messages.Length < LeastWorth)
        {
            return;
        }

        var seen = 0L;
        foreach (ref readonly var message in messages)
        {
            // The first and the last line of each.
            ref var figure = ref figures[message.Device];
            ref var memory = ref memories[message.Device];
            seen += figure.Accepted + figure.Reason + memory.Newest + (memory.IsUsed ? 1 : 0) + windows.Peek(message.Device);
        }

        Volatile.Write(ref _seen, seen);
    }
}
