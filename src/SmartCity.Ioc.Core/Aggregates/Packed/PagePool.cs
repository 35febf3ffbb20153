namespace SmartCity.Ioc.Aggregates.Packed;

/// <summary>Pages that the frames of devices keep their blocks in. A frame whose time is over gives them back, and the next one takes them.</summary>
internal sealed class PagePool
{
    public const int PageBytes = 16 * 1024;

    private readonly Stack<byte[]> _free = new();
    private int _neverTaken;

    /// <summary>Pages that wait for a frame.</summary>
    public int FreePages => _free.Count;

    public byte[] Take()
    {
        if (!_free.TryPop(out var page))
        {
            return GC.AllocateUninitializedArray<byte>(PageBytes);
        }

        _neverTaken = Math.Min(_neverTaken, _free.Count);
        return page;
    }

    public void Return(byte[] page) => _free.Push(page);

    /// <summary>Lets go of the pages that nobody took since the last time.</summary>
    public void Trim()
    {
        for (; _neverTaken > 0; _neverTaken--)
        {
            _free.Pop();
        }

        _neverTaken = _free.Count;
    }
}
