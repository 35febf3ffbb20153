namespace SmartCity.Ioc.Benchmarks.EndToEnd;

/// <summary>Finds the highest rate that is borne: doubles until one is not, then tries between the two until they are close.</summary>
internal sealed class RateRamp
{
    public const int Least = 100;

    private const double Close = 1.15;

    private readonly int _most;
    private int? _refused;

    public RateRamp(int start, int most)
    {
        _most = most;
        Next = Math.Min(start, most);
    }

    /// <summary>What to try now; null when it is found.</summary>
    public int? Next { get; private set; }

    /// <summary>0 while none was borne.</summary>
    public int Highest { get; private set; }

    public void Tried(bool isBorne)
    {
        if (isBorne)
        {
            Highest = Next!.Value;
        }
        else
        {
            _refused = Next;
        }

        Next = (_refused, Highest) switch
        {
            (null, var highest) => highest < _most ? Math.Min(_most, 2 * highest) : null,
            (var refused, 0) => refused / 2 >= Least ? refused / 2 : null,
            (var refused, var highest) => (double)refused / highest > Close ? (int)Math.Sqrt((double)refused * highest) : null,
        };
    }
}
