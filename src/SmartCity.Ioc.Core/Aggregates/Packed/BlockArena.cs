using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Aggregates.Packed;

/// <summary>
/// Room for the blocks of one frame: each is written behind the one before and takes no byte more than it has. A block that changes its length
/// is written anew; a page of which nothing is left goes back to the pool.
/// </summary>
internal sealed class BlockArena(PagePool pool)
{
    // So that a frame of a few devices does not take a whole page.
    private const int FirstPageBytes = 1024;

    // A handle is a page and a place in it: 2^18 pages of 16 KiB are 4 GiB.
    private const int PlaceBits = 14;
    private const int PlaceMask = (1 << PlaceBits) - 1;

    // Pages are compacted when half as much again is held as lives; one of which less than three quarters live is emptied then.
    private const int Slack = 4 * PagePool.PageBytes;

    private const int AskedAhead = 256;

    private readonly byte[] _first = new byte[FirstPageBytes];
    private readonly Stack<int> _unused = new();
    private byte[][] _pages = [];
    private int[] _living = [];
    private int _pageCount;
    private int _current;
    private int _used;
    private long _held;
    private long _lives;

    /// <summary>Whether so much of the pages is dead that <see cref="IsSparse"/> blocks should move.</summary>
    public bool IsWasteful => _held > _lives + (_lives / 2) + Slack;

    /// <summary>Takes room behind what was taken last.</summary>
    /// <returns>A handle, never 0.</returns>
    public int Take(int bytes)
    {
        if (_pageCount == 0)
        {
            // The first place is nobody's, so that a handle is never 0.
            Begin(_first, 1);
        }

        if (_pages[_current].Length - _used < bytes)
        {
            Release(_current);

            // A block larger than a page has an array of its own.
            Begin(bytes <= PagePool.PageBytes ? pool.Take() : new byte[bytes], 0);
        }

        var handle = (_current << PlaceBits) | _used;
        _used += bytes;

        // What is written there next was last touched when another frame had the page.
        CacheLines.Ask(_pages[_current].AsSpan(Math.Min(_used + AskedAhead, _pages[_current].Length)), 1);
        _living[_current] += bytes;
        _lives += bytes;
        return handle;
    }

    /// <summary>The bytes from a block's beginning to its page's end.</summary>
    public Span<byte> At(int handle) => _pages[handle >>> PlaceBits].AsSpan(handle & PlaceMask);

    /// <summary>Gives a block's room back.</summary>
    public void Free(int handle, int bytes)
    {
        var page = handle >>> PlaceBits;
        _living[page] -= bytes;
        _lives -= bytes;
        if (page != _current)
        {
            Release(page);
        }
    }

    /// <summary>Whether the block lies in a page that is mostly dead.</summary>
    public bool IsSparse(int handle)
    {
        var page = handle >>> PlaceBits;
        return page != _current && 4 * _living[page] < 3 * _pages[page].Length;
    }

    public void Clear()
    {
        for (var page = 0; page < _pageCount; page++)
        {
            Return(_pages[page]);
            _pages[page] = [];
        }

        _unused.Clear();
        _pageCount = _current = _used = 0;
        _held = _lives = 0;
    }

    private void Begin(byte[] page, int used)
    {
        if (!_unused.TryPop(out var number))
        {
            number = _pageCount++;
            if (number == _pages.Length)
            {
                Array.Resize(ref _pages, Math.Max(4, _pages.Length * 2));
                Array.Resize(ref _living, _pages.Length);
            }
        }

        _pages[number] = page;
        _living[number] = 0;
        _held += page.Length;
        (_current, _used) = (number, used);
    }

    // A page that is not written to any more goes back when nothing lives in it.
    private void Release(int page)
    {
        if (_living[page] == 0)
        {
            _held -= _pages[page].Length;
            Return(_pages[page]);
            _pages[page] = [];

            // The first number is the first page's alone: elsewhere its first place would be handle 0.
            if (page > 0)
            {
                _unused.Push(page);
            }
        }
    }

    private void Return(byte[] page)
    {
        if (page.Length == PagePool.PageBytes)
        {
            pool.Return(page);
        }
    }
}
