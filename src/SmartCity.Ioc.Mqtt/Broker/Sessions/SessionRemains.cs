namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>What ended connections and sessions leave behind for others.</summary>
internal sealed class SessionRemains
{
    public List<(SessionWill Will, MqttClientIdentity? From)> Wills { get; } = [];

    /// <summary>Messages of shared subscriptions that nobody has.</summary>
    public List<Outgoing> Orphans { get; } = [];
}
