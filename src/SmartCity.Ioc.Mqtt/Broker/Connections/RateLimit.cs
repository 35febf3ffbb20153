namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>A token bucket. Not thread safe; its owner sees to that.</summary>
internal struct RateLimit
{
    private double _spent;
    private long _at;

    /// <param name="perSecond">In the long run.</param>
    /// <param name="burst">At once.</param>
    public bool TryTake(TimeProvider time, double perSecond, double burst)
    {
        var now = time.GetTimestamp();
        if (_at != 0)
        {
            _spent = Math.Max(0, _spent - (time.GetElapsedTime(_at, now).TotalSeconds * perSecond));
        }

        _at = now;
        if (_spent + 1 > burst)
        {
            return false;
        }

        _spent++;
        return true;
    }
}
