using System.Buffers;

namespace SmartCity.Ioc.City.Parsing;

/// <summary><c>access.yaml</c>: who may come in over MQTT, and to which topics.</summary>
internal static class AccessSection
{
    public const string FileName = "access.yaml";
    private const int LongestName = 128;
    private const string HashHint = "the line that './dev sim hash-password' prints";

    // A name with one of these would never fit %u, and '*' reads like everybody.
    private static readonly SearchValues<char> NotInNames = SearchValues.Create("/+#*");

    /// <returns>The rules, or null with at least one error added.</returns>
    public static AccessPolicy? Read(YamlMap map, CityErrors errors)
    {
        var before = errors.Count;
        var users = new List<AccessUser>();
        var lines = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var item in map.Maps("users", "a user", optional: true))
        {
            if (ReadUser(item, lines) is { } user)
            {
                users.Add(user);
            }
        }

        var allUsers = ReadRights(map, "all_users");
        var anonymous = ReadRights(map, "anonymous");
        if (anonymous is not null && anonymous.Publish.Concat(anonymous.Subscribe).Any(pattern => pattern.Contains("%u", StringComparison.Ordinal)))
        {
            map.Error("anonymous", "'%u' stands for a user name, which anonymous clients do not have; write %c for the client id");
        }

        map.Finish();
        return errors.Count > before ? null : new AccessPolicy(users, allUsers ?? TopicRights.None, anonymous);
    }

    private static AccessUser? ReadUser(YamlMap map, Dictionary<string, long> lines)
    {
        var name = ReadName(map, lines);
        if (map.Has("password"))
        {
            map.Error("password", $"passwords do not stand in files: delete this key and give {HashHint} as 'password_hash'");
        }

        var hash = map.Text("password_hash", optional: true);
        if (hash is not null && !PasswordHashText.IsValid(hash))
        {
            // The text itself is not shown: it may be a password.
            map.Error("password_hash", $"this is no password hash; give {HashHint}");
        }

        var certificate = map.Text("certificate", optional: true);
        if (!map.Has("password_hash") && !map.Has("certificate") && !map.Has("password"))
        {
            map.Error("name", $"user '{name}' has neither 'password_hash' nor 'certificate' and could never come in");
        }

        var rights = ReadTopics(map);
        map.Finish();
        return name is null ? null : new AccessUser(name, hash, certificate, rights);
    }

    private static string? ReadName(YamlMap map, Dictionary<string, long> lines)
    {
        if (map.Text("name") is not { } name)
        {
            return null;
        }

        if (name.Length > LongestName || name.AsSpan().ContainsAny(NotInNames) || name.Any(char.IsControl))
        {
            map.Error("name", $"'{name}' is not a user name; it has at most {LongestName} characters, none of them '/', '+', '#' or '*'");
            return null;
        }

        if (!lines.TryAdd(name, map.LineOf("name")))
        {
            map.Error("name", $"user '{name}' stands already in line {lines[name]}");
            return null;
        }

        return name;
    }

    private static TopicRights? ReadRights(YamlMap map, string key)
    {
        if (map.Map(key, $"'{key}'", optional: true) is not { } rights)
        {
            return null;
        }

        var topics = ReadTopics(rights);
        rights.Finish();
        return topics;
    }

    private static TopicRights ReadTopics(YamlMap map) => new(ReadPatterns(map, "publish"), ReadPatterns(map, "subscribe"));

    private static List<string> ReadPatterns(YamlMap map, string key)
    {
        var patterns = new List<string>();
        foreach (var (text, node) in map.Texts(key, "a topic like \"ioc/v1/+/camera/%u\" (in quotes when it begins with % or #)"))
        {
            if (TopicPatternText.FindFault(text) is { } fault)
            {
                map.Error(node, $"'{text}' in '{key}' {fault}");
            }
            else
            {
                patterns.Add(text);
            }
        }

        return patterns;
    }
}
