namespace SmartCity.Ioc.Push;

/// <summary>Waits for the first frame that shows one update of one device; for traces. Asked for every frame by any thread.</summary>
public interface IDeviceTrace
{
    /// <summary>The device's index and the table's version from which on a frame shows it; null while nothing is waited for.</summary>
    (int Device, long Version)? Awaited { get; }

    /// <summary>A frame that shows it goes out now. What was waited for meanwhile may be another.</summary>
    void Sent(int device, long version);
}
