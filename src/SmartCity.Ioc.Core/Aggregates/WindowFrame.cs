namespace SmartCity.Ioc.Aggregates;

/// <summary>
/// One stretch of time at one level: the states of every owner (device, or kind in a zone) that spoke in it. Found by the owner's index in one
/// step. Used again when its time is over, so that a steady stream allocates nothing. Used by one thread.
/// </summary>
internal abstract class WindowFrame
{
    /// <summary>Owners that are worked on together, their memory asked for before.</summary>
    public const int AtOnce = 64;

    public long StartNanos { get; private set; }

    public long EndNanos { get; private set; }

    public bool Closed { get; set; }

    /// <summary>Owners in it.</summary>
    public abstract int OwnerCount { get; }

    /// <summary>Its owners have room for so many states: what the frame weighs, the same after a restart.</summary>
    public int StateCount { get; protected set; }

    /// <summary>The next owners: of devices in the order in which they spoke first at all, of zones in that of the frame.</summary>
    /// <param name="cursor">0 at first.</param>
    /// <returns>How many; 0 behind the last one.</returns>
    public abstract int Owners(ref int cursor, Span<int> owners);

    public abstract bool Contains(int owner);

    /// <summary>The layout of an owner that is in it.</summary>
    public abstract MetricLayout LayoutOf(int owner);

    /// <summary>The states of an owner that is in it, valid until the next call for another owner of a frame of its level.</summary>
    public abstract ReadOnlySpan<WindowState> StatesOf(int owner);

    /// <returns>The sketch of a position, or null where none was begun; valid as long as the states.</returns>
    public abstract QuantileSketch? SketchOf(int owner, int position);

    /// <summary>Adds a reading.</summary>
    /// <param name="layout">The owner's layout: with it room is made for all of its metrics.</param>
    public abstract void Add(int owner, MetricLayout layout, int position, double value, int offsetMs);

    /// <summary>Adds the readings of a shorter window.</summary>
    /// <inheritdoc cref="Add" path="/param"/>
    public abstract void Merge(int owner, MetricLayout layout, int position, in WindowState state, QuantileSketch? sketch, int shiftMs);

    /// <summary>Notes that a state of an owner that is in it was corrected.</summary>
    /// <returns>False where it was noted before.</returns>
    public abstract bool MarkDirty(int owner, int position);

    /// <summary>The corrected state is given out, as the next revision.</summary>
    public abstract void Revise(int owner, int position);

    /// <summary>Empties it for another stretch of time.</summary>
    public void Reset(long startNanos, long endNanos, bool closed)
    {
        Clear();
        StateCount = 0;
        (StartNanos, EndNanos, Closed) = (startNanos, endNanos, closed);
    }

    protected abstract void Clear();
}
