using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>
/// The catching up of a store that was away: a second reader takes the newest points, and what it has done the first one passes over, but for
/// points that older ones may have replaced since. The writer's alone.
/// </summary>
internal sealed class CatchUp(IJournal outputs, RecoveredOutputs recovered, TimeSeriesOptions options, TimeProvider time) : IDisposable
{
    private readonly NewestWritten _newest = new();
    private readonly RecentEnds _ends = new();
    private bool _cutIsKnown;

    /// <summary>The reader of the newest, while there is one.</summary>
    public OutputsHead? Head { get; private set; }

    public DoneStretches Done { get; } = new();

    /// <summary>What a restart needs to know.</summary>
    public byte[] ToNote() => Done.ToNote(_newest.Nanos);

    public void Restore(ReadOnlySpan<byte> note) => _newest.Restore(Done.Restore(note));

    public void StoreFailed(long nowNanos) => _ends.Note(outputs.End, nowNanos);

    /// <summary>Looks at a frame in order whose points are in the batch: of one that is done only what may have been replaced stays in it.</summary>
    public void Saw(in JournalFrame frame, PointBatchBuilder points)
    {
        if (Done.IsEmpty)
        {
            return;
        }

        FollowCut();
        if (Done.Covers(frame.Position, frame.Next))
        {
            points.Keep(_newest);
        }
        else
        {
            points.Tell(_newest);
        }
    }

    /// <summary>The store has everything up to here in order.</summary>
    public void Confirm(JournalPosition position)
    {
        Done.Pass(position);
        if (Done.IsEmpty)
        {
            _newest.Clear();
        }
    }

    /// <summary>The store has what the head gathered last.</summary>
    public void ConfirmHead()
    {
        FollowCut();
        foreach (var (from, to) in Head!.Gathered)
        {
            Done.Add(from, to);
        }
    }

    /// <returns>Whose points go before the next batch in order; null while that is not due.</returns>
    public OutputsHead? Follow(JournalPosition confirmed)
    {
        if (Head is null)
        {
            return outputs.End.Offset - confirmed.Offset < options.CatchUpBytes ? null : Head = Begin(confirmed);
        }

        // The store was away once more, and what was newest then is not any more.
        if (_ends.TakeOldest(new JournalPosition(Head.Position.Offset + options.CatchUpBytes)) is { } newer)
        {
            Head.Dispose();
            Head = new OutputsHead(outputs, newer, newer, time);
        }

        return Head.Age < options.BatchAge ? null : Head;
    }

    public void Leave()
    {
        Head?.Dispose();
        Head = null;
    }

    public void Dispose() => Leave();

    // After a restart the head goes on where it was: while the server was down nothing newer came.
    private OutputsHead Begin(JournalPosition confirmed)
    {
        FollowCut();
        var noted = _ends.TakeOldest(confirmed);
        return Done.Last is { } last && (noted is null || noted <= last.To)
            ? new OutputsHead(outputs, last.From, last.To, time)
            : new OutputsHead(outputs, noted ?? outputs.End, noted ?? outputs.End, time);
    }

    private void FollowCut()
    {
        if (!_cutIsKnown && recovered.Cut is { Offset: < long.MaxValue } cut)
        {
            _cutIsKnown = true;
            Done.CutTo(cut);
        }
    }
}
