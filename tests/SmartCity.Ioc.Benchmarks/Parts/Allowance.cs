namespace SmartCity.Ioc.Benchmarks.Parts;

/// <summary>What a line of so many bytes a second has carried since it was asked before. One thread.</summary>
internal sealed class Allowance(int bytesPerSecond)
{
    // A line that was idle carries no more for it.
    private const double LongestIdleSeconds = 0.02;

    private long _asked = TimeProvider.System.GetTimestamp();
    private double _bytes;

    public int Take(int most)
    {
        var now = TimeProvider.System.GetTimestamp();
        _bytes = Math.Min(
            _bytes + (bytesPerSecond * TimeProvider.System.GetElapsedTime(_asked, now).TotalSeconds), bytesPerSecond * LongestIdleSeconds);
        _asked = now;
        var taken = (int)Math.Min(most, _bytes);
        _bytes -= taken;
        return taken;
    }

    /// <summary>It was not needed.</summary>
    public void Return(int bytes) => _bytes += bytes;
}
