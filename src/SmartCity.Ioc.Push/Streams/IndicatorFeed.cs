using SmartCity.Ioc.Indicators;
using SmartCity.Ioc.Push.Encoding;

namespace SmartCity.Ioc.Push.Streams;

/// <summary>The indicators that changed on the board after a version. A city has tens of them, and they change a few times a day.</summary>
internal sealed class IndicatorFeed(IndicatorBoard board, IndicatorEncoder encoder)
{
    /// <param name="version">What was seen; -1 for nothing.</param>
    /// <returns>A JSON array, and what is seen with it.</returns>
    public (ReadOnlyMemory<byte> Json, long Version) After(long version, LiveFilter filter)
    {
        var scores = board.Scores;
        ArrayFragment? changed = null;
        var last = Math.Max(version, 0);
        for (var i = 0; i < scores.Count; i++)
        {
            var score = scores[i];
            if (score.Version > version)
            {
                last = Math.Max(last, score.Version);
                if (filter.PassesZone(score.Definition.Zone))
                {
                    changed ??= new ArrayFragment();
                    changed.Add(encoder.Encode(score));
                }
            }
        }

        return (changed?.End() ?? ArrayFragment.Empty, last);
    }
}
