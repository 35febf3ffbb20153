namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>What some clients may do. A client may do what any rule that is for it allows.</summary>
/// <param name="User">A user's name, <see cref="AnyUser"/>, <see cref="Anonymous"/>, or null for everybody, anonymous ones included.</param>
/// <param name="Publish">Filters; <c>%c</c> stands for the client id and <c>%u</c> for the user name.</param>
/// <param name="Subscribe">The same.</param>
public sealed record MqttTopicRule(string? User, IReadOnlyList<string> Publish, IReadOnlyList<string> Subscribe)
{
    /// <summary>Every authenticated user.</summary>
    public const string AnyUser = "*";

    /// <summary>Those who came without a name. An empty user name is never authenticated, so this is nobody's.</summary>
    public const string Anonymous = "";
}
