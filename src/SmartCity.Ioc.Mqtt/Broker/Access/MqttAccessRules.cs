namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>One immutable set of rules. Without topic rules everybody who may connect may use every topic.</summary>
public sealed record MqttAccessRules(MqttAnonymous Anonymous, IReadOnlyList<MqttUser> Users, IReadOnlyList<MqttTopicRule> Topics)
{
    /// <summary>What a fresh installation has: this machine and nobody else.</summary>
    public static MqttAccessRules LoopbackOnly { get; } = new(MqttAnonymous.Loopback, [], []);
}
