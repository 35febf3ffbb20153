using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Indicators;

/// <summary>
/// The city's indicators with the newest observation of each. Observations are put through it, so that what is on show is what is
/// stored. Readers never wait for a writer.
/// </summary>
public sealed class IndicatorBoard
{
    private readonly IIndicatorStore _store;
    private readonly Lock _writing = new();
    private volatile IReadOnlyList<IndicatorScore> _scores;
    private bool _isLoaded;

    public IndicatorBoard(CityRegistry registry, IIndicatorStore store)
    {
        ArgumentNullException.ThrowIfNull(registry);
        _store = store;
        _scores = [.. registry.City.Indicators.Select(definition => new IndicatorScore(definition, null, 0))];
        try
        {
            Load();
        }
        catch (StoreUnavailableException)
        {
            // Said by the store already; whoever asks next over Load tries again.
        }
    }

    /// <summary>In the order of the city's file.</summary>
    public IReadOnlyList<IndicatorScore> Scores => _scores;

    public IndicatorScore? Find(string id) => Scores.FirstOrDefault(score => score.Definition.Id == id);

    /// <summary>Reads what is stored, unless that is done.</summary>
    /// <exception cref="StoreUnavailableException">The store can not be read now.</exception>
    public void Load()
    {
        if (Volatile.Read(ref _isLoaded))
        {
            return;
        }

        lock (_writing)
        {
            if (!_isLoaded)
            {
                Show(_store.Newest());
                Volatile.Write(ref _isLoaded, true);
            }
        }
    }

    /// <summary>Stores observations and shows those that are the newest of their indicator.</summary>
    /// <exception cref="StoreUnavailableException">The disk refuses; nothing is stored.</exception>
    public IReadOnlyList<(IndicatorObservation Stored, IndicatorPut Outcome)> Put(IReadOnlyList<IndicatorObservation> observations)
    {
        Load();
        lock (_writing)
        {
            var stored = _store.Put(observations);
            Show(stored.Where(put => put.Outcome != IndicatorPut.Unchanged).Select(put => put.Stored));
            return stored;
        }
    }

    private void Show(IEnumerable<IndicatorObservation> observations)
    {
        var scores = _scores.ToArray();
        var version = scores.Select(score => score.Version).DefaultIfEmpty().Max();
        foreach (var observation in observations)
        {
            // The store may remember indicators that have left the city's file.
            var index = Array.FindIndex(scores, score => score.Definition.Id == observation.Indicator);
            if (index >= 0 && (scores[index].Newest is not { } shown || shown.TimeNanos <= observation.TimeNanos))
            {
                scores[index] = scores[index] with { Newest = observation, Version = ++version };
            }
        }

        _scores = scores;
    }
}
