using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Pipeline;

/// <summary>Asks for everything that a batch's devices have in memory before the batch is worked on (<see cref="CacheLines"/>). Used by the
/// pipeline's thread.</summary>
internal sealed class CacheAhead(CityWindows windows, FiguresTable figures, DeviceTable<SourceMemory> memories)
{
    /// <summary>What fewer messages touch is soon read without.</summary>
    private const int LeastWorth = 16;

    public void Ask(ReadOnlySpan<DeviceMessage> messages)
    {
        if (messages.Length < LeastWorth)
        {
            return;
        }

        foreach (ref readonly var message in messages)
        {
            CacheLines.Ask(ref figures[message.Device]);
            CacheLines.Ask(ref memories[message.Device]);
            windows.Ask(message.Device);
        }
    }
}
