using System.Buffers.Binary;

namespace SmartCity.Ioc.Aggregates.Packed;

/// <summary>
/// Room for the blocks of one frame: taken one behind the other from pages, given back all at once. A block that outgrew its slot leaves it to
/// the next of that size.
/// </summary>
internal sealed class BlockArena(PagePool pool)
{
    /// <summary>Slots are multiples of so many bytes.</summary>
    public const int Grain = 8;

    // So that a frame of a few devices does not take a whole page.
    private const int FirstPageBytes = 1024;
    private const int PageBits = 11;
    private const int MostReused = 256 * Grain;

    private readonly byte[] _first = new byte[FirstPageBytes];
    private byte[][] _pages = [];
    private int[]? _free;
    private int _pageCount;

    // Slot 0 is nobody's, so that a handle is never 0.
    private int _used = Grain;

    /// <summary>Takes a slot.</summary>
    /// <param name="bytes">A multiple of <see cref="Grain"/>.</param>
    public int Take(int bytes)
    {
        if (_free is not null && bytes <= MostReused && _free[bytes / Grain] is var reused and not 0)
        {
            _free[bytes / Grain] = BinaryPrimitives.ReadInt32LittleEndian(At(reused));
            return reused;
        }

        if (_pageCount == 0)
        {
            Append(_first);
        }

        if (_pages[_pageCount - 1].Length - _used < bytes)
        {
            // A block larger than a page has an array of its own.
            Append(bytes <= PagePool.PageBytes ? pool.Take() : new byte[bytes]);
            _used = 0;
        }

        var handle = ((_pageCount - 1) << PageBits) | (_used / Grain);
        _used += bytes;
        return handle;
    }

    /// <summary>The bytes from a slot's beginning to its page's end.</summary>
    public Span<byte> At(int handle) => _pages[handle >> PageBits].AsSpan((handle & ((1 << PageBits) - 1)) * Grain);

    /// <summary>Gives a slot back.</summary>
    public void Free(int handle, int bytes)
    {
        if (bytes <= MostReused)
        {
            _free ??= new int[(MostReused / Grain) + 1];
            BinaryPrimitives.WriteInt32LittleEndian(At(handle), _free[bytes / Grain]);
            _free[bytes / Grain] = handle;
        }
    }

    public void Clear()
    {
        for (var i = 1; i < _pageCount; i++)
        {
            if (_pages[i].Length == PagePool.PageBytes)
            {
                pool.Return(_pages[i]);
            }

            _pages[i] = [];
        }

        if (_free is not null)
        {
            Array.Clear(_free);
        }

        _pageCount = 0;
        _used = Grain;
    }

    private void Append(byte[] page)
    {
        if (_pageCount == _pages.Length)
        {
            Array.Resize(ref _pages, Math.Max(4, _pageCount * 2));
        }

        _pages[_pageCount++] = page;
    }
}
