namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>What some clients may do. A client may do what any rule that is for it allows.</summary>
/// <param name="User">Whom it is for: a user name, <c>*</c> for every authenticated user, or null for everybody, anonymous ones included.</param>
/// <param name="Publish">Filters; <c>%c</c> stands for the client id and <c>%u</c> for the user name.</param>
/// <param name="Subscribe">The same.</param>
public sealed record MqttTopicRule(string? User, IReadOnlyList<string> Publish, IReadOnlyList<string> Subscribe);
