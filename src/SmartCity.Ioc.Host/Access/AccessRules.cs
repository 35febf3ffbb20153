using SmartCity.Ioc.City;
using SmartCity.Ioc.Mqtt.Broker;

namespace SmartCity.Ioc.Host.Access;

/// <summary>From the city's words to the broker's.</summary>
internal static class AccessRules
{
    /// <param name="policy">Null for a city without <c>access.yaml</c>: then there are no users, and whoever may come in anonymously may use every topic.</param>
    /// <param name="anonymous">Who may come in without a name at most; the policy can only narrow it.</param>
    public static MqttAccessRules Of(AccessPolicy? policy, MqttAnonymous anonymous)
    {
        if (policy is null)
        {
            return new MqttAccessRules(anonymous, [], []);
        }

        // The first rule is there even when it grants nothing: a set without rules would grant everything.
        var topics = new List<MqttTopicRule> { RuleOf(MqttTopicRule.AnyUser, policy.AllUsers) };
        topics.AddRange(policy.Users.Where(user => user.Rights.Publish.Count + user.Rights.Subscribe.Count > 0).Select(user => RuleOf(user.Name, user.Rights)));
        if (policy.Anonymous is not null)
        {
            topics.Add(RuleOf(MqttTopicRule.Anonymous, policy.Anonymous));
        }

        return new MqttAccessRules(
            policy.Anonymous is null ? MqttAnonymous.Nobody : anonymous,
            [.. policy.Users.Select(user => new MqttUser(user.Name, user.PasswordHash, user.CertificateSubject))],
            topics);
    }

    private static MqttTopicRule RuleOf(string user, TopicRights rights) => new(user, rights.Publish, rights.Subscribe);
}
