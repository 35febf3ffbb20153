using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>Access by a set of rules that is replaced as a whole while the broker runs.</summary>
public sealed class RuleBasedAccess : IMqttAuthenticator, IMqttAuthorizer, IDisposable
{
    // Enough for every device of a city; beyond it passwords are computed again.
    private const int MaximumRemembered = 100_000;

    // Costly on purpose, so at most one core computes at a time and the others go on with messages.
    private readonly SemaphoreSlim _computing = new(1, 1);
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private volatile Compiled _rules;

    /// <exception cref="ArgumentException">A rule's filter or a password hash is not well formed.</exception>
    public RuleBasedAccess(MqttAccessRules rules) => _rules = new Compiled(rules);

    public object Revision => _rules;

    /// <summary>Puts another set in force, for new connections and for those that are there. A bad set is refused and the old one stays.</summary>
    /// <exception cref="ArgumentException">A rule's filter or a password hash is not well formed.</exception>
    public void Replace(MqttAccessRules rules) => _rules = new Compiled(rules);

    public async ValueTask<MqttAuthentication> AuthenticateAsync(
        MqttClientIdentity claimed, ReadOnlyMemory<byte>? password, CancellationToken cancellation)
    {
        var rules = _rules;

        // Where no user is defined, a name says nothing: devices that always send one are as anonymous as the others.
        if (claimed.UserName is null || rules.Users.Count == 0)
        {
            return WithoutName(rules, claimed);
        }

        if (!rules.Users.TryGetValue(claimed.UserName, out var user))
        {
            // As slow as a wrong password, so that names can not be told apart by the clock.
            await VerifyAsync(rules, Nobody.Hash, password ?? default, cancellation);
            return new MqttAuthentication(MqttReasonCode.BadUserNameOrPassword);
        }

        if (user.CertificateSubject is { } subject && subject != claimed.CertificateSubject)
        {
            return new MqttAuthentication(MqttReasonCode.NotAuthorized);
        }

        // Without a password the certificate has to speak; a user with neither can not come in.
        var isProven = user.PasswordHash is null
            ? user.CertificateSubject is not null
            : password is { } given && await VerifyAsync(rules, user.PasswordHash, given, cancellation);
        return isProven
            ? new MqttAuthentication(MqttReasonCode.Success, user.Name)
            : new MqttAuthentication(MqttReasonCode.BadUserNameOrPassword);
    }

    public bool MayPublish(MqttClientIdentity client, ReadOnlySpan<byte> topic)
    {
        var rules = _rules;
        if (!rules.Knows(client))
        {
            return false;
        }

        foreach (var rule in rules.For(client))
        {
            foreach (var pattern in rule.Publish)
            {
                if (pattern.Allows(client, topic))
                {
                    return true;
                }
            }
        }

        return rules.HasNoTopics;
    }

    public bool MaySubscribe(MqttClientIdentity client, ReadOnlySpan<byte> filter)
    {
        var rules = _rules;
        if (!rules.Knows(client))
        {
            return false;
        }

        foreach (var rule in rules.For(client))
        {
            foreach (var pattern in rule.Subscribe)
            {
                if (pattern.Covers(client, filter))
                {
                    return true;
                }
            }
        }

        return rules.HasNoTopics;
    }

    public void Dispose() => _computing.Dispose();

    // A certificate alone is a name, where a user is known by it and needs no password.
    private static MqttAuthentication WithoutName(Compiled rules, MqttClientIdentity claimed)
    {
        if (claimed.CertificateSubject is { } subject)
        {
            foreach (var user in rules.Users.Values)
            {
                if (user.CertificateSubject == subject && user.PasswordHash is null)
                {
                    return new MqttAuthentication(MqttReasonCode.Success, user.Name);
                }
            }
        }

        return new MqttAuthentication(rules.TakesAnonymous(claimed) ? MqttReasonCode.Success : MqttReasonCode.NotAuthorized);
    }

    private async ValueTask<bool> VerifyAsync(Compiled rules, string hash, ReadOnlyMemory<byte> password, CancellationToken cancellation)
    {
        // Remembered under a key of this process only; the password itself is not kept.
        var mark = Convert.ToHexString(HMACSHA256.HashData(_key, (byte[])[.. Encoding.UTF8.GetBytes(hash), 0, .. password.Span]));
        if (rules.Remembered.ContainsKey(mark))
        {
            return true;
        }

        await _computing.WaitAsync(cancellation);
        try
        {
            // Off the thread that reads sockets.
            if (!await Task.Run(() => MqttPasswordHash.Verify(hash, password.Span), cancellation))
            {
                return false;
            }
        }
        finally
        {
            _computing.Release();
        }

        if (rules.Remembered.Count < MaximumRemembered)
        {
            rules.Remembered.TryAdd(mark, true);
        }

        return true;
    }

    private static class Nobody
    {
        public static readonly string Hash = MqttPasswordHash.Create(RandomNumberGenerator.GetBytes(16));
    }

    private sealed class Compiled
    {
        private readonly MqttAnonymous _anonymous;
        private readonly CompiledRule[] _forAnonymous;
        private readonly CompiledRule[] _forUsers;
        private readonly Dictionary<string, CompiledRule[]> _forUser;

        public Compiled(MqttAccessRules source)
        {
            _anonymous = source.Anonymous;
            Users = source.Users.ToDictionary(user => user.Name, StringComparer.Ordinal);
            if (source.Users.FirstOrDefault(user => user.PasswordHash is { } hash && !MqttPasswordHash.IsWellFormed(hash)) is { } wrong)
            {
                throw new ArgumentException($"The password hash of user '{wrong.Name}' is not well formed.", nameof(source));
            }

            var rules = source.Topics.Select(rule => (rule.User, Rule: new CompiledRule(rule))).ToArray();
            HasNoTopics = rules.Length == 0;
            _forAnonymous = [.. rules.Where(rule => rule.User is null or MqttTopicRule.Anonymous).Select(rule => rule.Rule)];
            _forUsers = [.. rules.Where(rule => rule.User is null or MqttTopicRule.AnyUser).Select(rule => rule.Rule)];
            _forUser = rules.Where(rule => rule.User is not (null or MqttTopicRule.Anonymous or MqttTopicRule.AnyUser))
                .GroupBy(rule => rule.User!, rule => rule.Rule, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => (CompiledRule[])[.. group, .. _forUsers], StringComparer.Ordinal);
        }

        public bool HasNoTopics { get; }

        public Dictionary<string, MqttUser> Users { get; }

        public ConcurrentDictionary<string, bool> Remembered { get; } = new(StringComparer.Ordinal);

        public bool TakesAnonymous(MqttClientIdentity client) =>
            _anonymous == MqttAnonymous.Anybody || (_anonymous == MqttAnonymous.Loopback && client.IsLoopback);

        /// <summary>Whether a client that came in under other rules could come in under these.</summary>
        public bool Knows(MqttClientIdentity client) => client.UserName is { } name ? Users.ContainsKey(name) : TakesAnonymous(client);

        public CompiledRule[] For(MqttClientIdentity client) =>
            client.UserName is not { } name ? _forAnonymous : _forUser.TryGetValue(name, out var own) ? own : _forUsers;
    }

    private sealed class CompiledRule(MqttTopicRule rule)
    {
        public TopicPattern[] Publish { get; } = [.. rule.Publish.Select(filter => new TopicPattern(filter))];

        public TopicPattern[] Subscribe { get; } = [.. rule.Subscribe.Select(filter => new TopicPattern(filter))];
    }
}
