namespace SmartCity.Ioc.Push;

/// <summary>How old the sources of a picture are at the moment of asking. Called once per frame from any thread; must not block.</summary>
public interface ISourceAges
{
    /// <summary>Seconds since the last message came in over MQTT, or null when none ever did.</summary>
    double? Mqtt { get; }

    /// <summary>Seconds since the time-series store last confirmed a write, or null when it never did.</summary>
    double? Store { get; }

    /// <summary>The city's clock where it is not the host's (a replay), or null.</summary>
    DateTimeOffset? CityClock { get; }
}
