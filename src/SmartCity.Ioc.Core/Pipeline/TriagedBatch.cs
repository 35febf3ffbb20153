using SmartCity.Ioc.Aggregates.Derived;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Pipeline;

/// <summary>A batch taken apart by what becomes of its messages. Valid during the call, then used again.</summary>
internal sealed class TriagedBatch : IDisposable
{
    private readonly ReadingBatch _accepted = new();
    private Verdict[] _verdicts = new Verdict[256];

    /// <summary>The batch as it came.</summary>
    public ReadingBatch Source { get; private set; } = null!;

    /// <summary>One for each message of <see cref="Source"/>.</summary>
    public Span<Verdict> Verdicts => _verdicts.AsSpan(0, Source.Messages.Length);

    /// <summary><see cref="Source"/> itself where nothing had to be taken out.</summary>
    public ReadingBatch Accepted { get; private set; } = null!;

    public ReadingBatch Late { get; } = new();

    public ReadingBatch LastKnown { get; } = new();

    public ReadingBatch BackFilled { get; } = new();

    /// <summary>Changes of health that its messages caused, each with the number of accepted messages before it.</summary>
    public List<(int Before, HealthChange Change)> Health { get; } = [];

    public void Begin(ReadingBatch batch)
    {
        Source = batch;
        _accepted.Clear();
        Late.Clear();
        LastKnown.Clear();
        BackFilled.Clear();
        Health.Clear();
        _accepted.ClockNanos = Late.ClockNanos = LastKnown.ClockNanos = BackFilled.ClockNanos = batch.ClockNanos;
        if (_verdicts.Length < batch.Messages.Length)
        {
            _verdicts = new Verdict[batch.Messages.Length * 2];
        }
    }

    /// <summary>Parts the messages by their verdicts.</summary>
    public void Part()
    {
        var verdicts = Verdicts;
        if (!verdicts.ContainsAnyExcept(Verdict.Accepted))
        {
            Accepted = Source;
            return;
        }

        Accepted = _accepted;
        for (var i = 0; i < verdicts.Length; i++)
        {
            var part = verdicts[i] switch
            {
                Verdict.Accepted => _accepted,
                Verdict.Late => Late,
                Verdict.LastKnown => LastKnown,
                Verdict.BackFilled => BackFilled,
                _ => null,
            };
            part?.CopyFrom(Source, i);
        }
    }

    /// <summary>Lets the accepted messages say what follows from their values.</summary>
    public void Extend(MessageFormulas formulas) => Accepted = formulas.Extend(Accepted);

    public void Dispose()
    {
        _accepted.Dispose();
        Late.Dispose();
        LastKnown.Dispose();
        BackFilled.Dispose();
    }
}
