namespace SmartCity.Ioc.Ingest.Inbox;

/// <summary>The inbox's buffers, made when first needed. Not safe for threads: used under the inbox's lock.</summary>
/// <param name="limit">How many there can be, the open one included.</param>
internal sealed class InboxBuffers(int limit, int bytes)
{
    private readonly Stack<InboxBuffer> _free = new();
    private readonly List<InboxBuffer> _made = [];

    public int Limit => limit;

    /// <summary>Times that a buffer was dealt with.</summary>
    public long Returned { get; private set; }

    public int Taken => _made.Count - _free.Count;

    public bool IsEmpty => _free.Count == 0 && _made.Count == limit;

    public InboxBuffer Take()
    {
        if (_free.TryPop(out var free))
        {
            return free;
        }

        var made = new InboxBuffer(bytes);
        _made.Add(made);
        return made;
    }

    public void Return(InboxBuffer buffer)
    {
        Returned++;
        _free.Push(buffer);
    }

    /// <summary>Time stamp of the first message in any of them; <paramref name="now"/> where all are empty.</summary>
    public long OldestOpenedAt(long now)
    {
        var oldest = now;
        foreach (var buffer in _made)
        {
            oldest = buffer.IsEmpty ? oldest : Math.Min(oldest, buffer.OpenedAt);
        }

        return oldest;
    }
}
