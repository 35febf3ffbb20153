namespace SmartCity.Ioc.City;

/// <summary>MQTT topic filters in which <c>%c</c> stands for the client id and <c>%u</c> for the user name.</summary>
/// <param name="Publish">A client may publish to the topics that one of these matches.</param>
/// <param name="Subscribe">A client may subscribe to a filter when one of these matches everything that the filter can.</param>
public sealed record TopicRights(IReadOnlyList<string> Publish, IReadOnlyList<string> Subscribe)
{
    public static TopicRights None { get; } = new([], []);
}
