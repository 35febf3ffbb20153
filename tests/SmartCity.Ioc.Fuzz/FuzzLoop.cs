namespace SmartCity.Ioc.Fuzz;

/// <summary>
/// Mutates inputs and keeps those that behave in a way not seen before. The same seed gives the same run, so a finding can be repeated.
/// </summary>
internal sealed class FuzzLoop(IFuzzTarget target, int seed)
{
    // More than this is noise for formats whose packets are small.
    private const int MaximumLength = 4096;

    private readonly Random _random = new(seed);
    private readonly List<byte[]> _pool = [];
    private readonly HashSet<int> _seen = [];

    /// <summary>The input that threw, or null when every run went well.</summary>
    public byte[]? Finding { get; private set; }

    public Exception? Error { get; private set; }

    public int Behaviours => _seen.Count;

    /// <returns>How many inputs were tried.</returns>
    public long Run(IEnumerable<byte[]> corpus, long runs)
    {
        long done = 0;
        foreach (var input in target.Seeds.Concat(corpus).Append([]))
        {
            _pool.Add(input);
            done++;
            if (!TryOne(input))
            {
                return done;
            }
        }

        while (done < runs)
        {
            var input = Mutate(_pool[_random.Next(_pool.Count)]);
            done++;
            if (!TryOne(input))
            {
                break;
            }
        }

        return done;
    }

    private bool TryOne(byte[] input)
    {
        try
        {
            if (_seen.Add(target.Try(input)) && _pool.Count < 10_000)
            {
                _pool.Add(input);
            }

            return true;
        }
        catch (Exception e)
        {
            Finding = input;
            Error = e;
            return false;
        }
    }

    private byte[] Mutate(byte[] from)
    {
        var bytes = from.ToList();
        for (var steps = _random.Next(1, 5); steps > 0; steps--)
        {
            var at = _random.Next(bytes.Count + 1);
            switch (_random.Next(7))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                case 2 when at < bytes.Count:
                    // Lengths and limits are where parsers break.
                    bytes[at] = (byte)(_random.Next(5) switch { 0 => 0, 1 => 1, 2 => 0x7F, 3 => 0x80, _ => 0xFF });
                    break;
                case 3 when bytes.Count < MaximumLength:
                    bytes.Insert(at, (byte)_random.Next(256));
                    break;
                case 4 when at < bytes.Count:
                    bytes.RemoveRange(at, _random.Next(1, Math.Min(8, bytes.Count - at) + 1));
                    break;
                case 5 when bytes.Count < MaximumLength:
                    bytes.InsertRange(at, _pool[_random.Next(_pool.Count)].Take(64));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
