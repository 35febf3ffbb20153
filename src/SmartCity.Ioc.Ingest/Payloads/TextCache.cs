using System.Text;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>
/// Strings for texts that come again and again (attribute names, a firmware's version, an event's type), so that a device which repeats
/// itself allocates nothing. One place per hash, the newest text stays: 2,048 texts of at most 64 bytes. Owned by one thread.
/// </summary>
internal sealed class TextCache
{
    private const int Slots = 2048;
    private const int MaxLength = 64;

    private readonly byte[]?[] _keys = new byte[]?[Slots];
    private readonly string[] _texts = new string[Slots];

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxLength)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var slot = (int)(ContentHash.Compute(utf8) % Slots);
        if (_keys[slot] is { } key && utf8.SequenceEqual(key))
        {
            return _texts[slot];
        }

        _keys[slot] = utf8.ToArray();
        return _texts[slot] = Encoding.UTF8.GetString(utf8);
    }
}
