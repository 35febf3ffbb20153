namespace SmartCity.Ioc.Push.Encoding;

internal static class EpochTime
{
    private const long NanosPerMillisecond = 1_000_000;

    /// <summary>Rounded down, also before 1970, so that a moment never looks later than it was.</summary>
    public static long Milliseconds(long nanos)
    {
        var (quotient, remainder) = Math.DivRem(nanos, NanosPerMillisecond);
        return remainder < 0 ? quotient - 1 : quotient;
    }
}
