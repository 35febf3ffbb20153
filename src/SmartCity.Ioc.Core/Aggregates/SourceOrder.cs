namespace SmartCity.Ioc.Aggregates;

/// <summary>
/// The devices in the order in which they spoke first: the order in which their windows are given out, the same after a restart, and kept once for
/// all frames. Used by one thread.
/// </summary>
internal sealed class SourceOrder
{
    private const int BitsOfWord = 64;

    private int[] _devices = new int[16];
    private ulong[] _known = new ulong[1];

    public int Count { get; private set; }

    public int this[int number] => _devices[number];

    /// <summary>The device speaks; it stays where it is if it did before.</summary>
    public void Meet(int device)
    {
        var word = device / BitsOfWord;
        if (word >= _known.Length)
        {
            Array.Resize(ref _known, Math.Max(word + 1, _known.Length * 2));
        }

        var bit = 1UL << (device % BitsOfWord);
        if ((_known[word] & bit) != 0)
        {
            return;
        }

        _known[word] |= bit;
        if (Count == _devices.Length)
        {
            Array.Resize(ref _devices, Count + Math.Max(16, Count / 8));
        }

        _devices[Count++] = device;
    }
}
