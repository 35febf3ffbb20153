using SmartCity.Ioc.Aggregates.Packed;

namespace SmartCity.Ioc.Aggregates;

/// <summary>Frames whose time is over, for the next ones of any level. Used by one thread.</summary>
internal sealed class FrameShelf(IReadOnlyList<MetricLayout> layouts, SourceOrder order)
{
    private readonly PagePool _pages = new();
    private readonly Stack<PackedFrame> _packed = new();
    private readonly Stack<PlainFrame> _plain = new();

    /// <summary>Lets go of room that nobody took since the last time.</summary>
    public void Trim() => _pages.Trim();

    /// <param name="open">Where the level of the frame opens blocks.</param>
    /// <param name="isShortest">Whether messages come in here.</param>
    public WindowFrame Take(AggregateScope scope, OpenBlock open, long lengthNanos, bool isShortest)
    {
        if (scope == AggregateScope.Zone)
        {
            return _plain.TryPop(out var plain) ? plain : new PlainFrame();
        }

        var packed = _packed.TryPop(out var spare) ? spare : new PackedFrame(layouts, order, _pages);
        packed.Attach(open, lengthNanos, isShortest);
        return packed;
    }

    public void Return(WindowFrame frame)
    {
        frame.Reset(0, 0, closed: true);
        if (frame is PackedFrame packed)
        {
            _packed.Push(packed);
        }
        else
        {
            _plain.Push((PlainFrame)frame);
        }
    }
}
