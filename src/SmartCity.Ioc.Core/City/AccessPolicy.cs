namespace SmartCity.Ioc.City;

/// <summary>Who may come in over MQTT and which topics are whose, as <c>access.yaml</c> says it. Nobody else may, and nothing else.</summary>
/// <param name="AllUsers">What every user may besides the user's own rights.</param>
/// <param name="Anonymous">What clients without a name may; null when none of them may come in.</param>
public sealed record AccessPolicy(IReadOnlyList<AccessUser> Users, TopicRights AllUsers, TopicRights? Anonymous);
