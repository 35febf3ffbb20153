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
        if (claimed.UserName is null)
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
        foreach (var rule in rules.Topics)
        {
            if (rule.IsFor(client))
            {
                foreach (var pattern in rule.Publish)
                {
                    if (pattern.Allows(client, topic))
                    {
                        return true;
                    }
                }
            }
        }

        return rules.Topics.Length == 0;
    }

    public bool MaySubscribe(MqttClientIdentity client, ReadOnlySpan<byte> filter)
    {
        var rules = _rules;
        foreach (var rule in rules.Topics)
        {
            if (rule.IsFor(client))
            {
                foreach (var pattern in rule.Subscribe)
                {
                    if (pattern.Covers(client, filter))
                    {
                        return true;
                    }
                }
            }
        }

        return rules.Topics.Length == 0;
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

        var mayCome = rules.Source.Anonymous == MqttAnonymous.Anybody || (rules.Source.Anonymous == MqttAnonymous.Loopback && claimed.IsLoopback);
        return new MqttAuthentication(mayCome ? MqttReasonCode.Success : MqttReasonCode.NotAuthorized);
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
        public Compiled(MqttAccessRules source)
        {
            Source = source;
            Users = source.Users.ToDictionary(user => user.Name, StringComparer.Ordinal);
            if (source.Users.FirstOrDefault(user => user.PasswordHash is { } hash && !MqttPasswordHash.IsWellFormed(hash)) is { } wrong)
            {
                throw new ArgumentException($"The password hash of user '{wrong.Name}' is not well formed.", nameof(source));
            }

            Topics = [.. source.Topics.Select(rule => new CompiledRule(rule))];
        }

        public MqttAccessRules Source { get; }

        public Dictionary<string, MqttUser> Users { get; }

        public CompiledRule[] Topics { get; }

        public ConcurrentDictionary<string, bool> Remembered { get; } = new(StringComparer.Ordinal);
    }

    private sealed class CompiledRule(MqttTopicRule rule)
    {
        public TopicPattern[] Publish { get; } = [.. rule.Publish.Select(filter => new TopicPattern(filter))];

        public TopicPattern[] Subscribe { get; } = [.. rule.Subscribe.Select(filter => new TopicPattern(filter))];

        public bool IsFor(MqttClientIdentity client) =>
            rule.User is null || (client.UserName is not null && (rule.User == "*" || rule.User == client.UserName));
    }
}
