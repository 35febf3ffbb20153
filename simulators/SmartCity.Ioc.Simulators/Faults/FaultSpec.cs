using System.Globalization;
using System.IO.Enumeration;
using SmartCity.Ioc.City.Parsing;
using SmartCity.Ioc.Simulators.Sources;
using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.Simulators.Faults;

/// <summary>One fault to inject: what, to whom, when.</summary>
/// <param name="Device">Pattern with <c>*</c> and <c>?</c>, or null for all.</param>
/// <param name="Zone">A zone with all below it, or null.</param>
/// <param name="DeviceKind">Only devices of this kind, or null.</param>
/// <param name="Topic">A pattern for the whole topic, for messages beside the contract's; or null.</param>
/// <param name="From">Since the source's start.</param>
/// <param name="For">Null for as long as the source lasts.</param>
/// <param name="Parameters">The fault's own, each valid or absent.</param>
internal sealed record FaultSpec(
    FaultKind Kind, string? Device, string? Zone, string? DeviceKind, string? Topic, TimeSpan From, TimeSpan? For,
    IReadOnlyDictionary<string, string> Parameters)
{
    private static readonly string[] Common = ["device", "zone", "kind", "topic", "from", "for"];

    /// <summary>What each fault may be told, with what holds where it is not.</summary>
    private static readonly Dictionary<FaultKind, (string Key, string Fallback)[]> Known = new()
    {
        [FaultKind.Loss] = [("p", "0.3")],
        [FaultKind.Duplicate] = [("p", "0.3"), ("copies", "1"), ("after", "200ms")],
        [FaultKind.Reorder] = [("p", "0.3")],
        [FaultKind.Delay] = [("by", "20s"), ("jitter", "0s")],
        [FaultKind.ClockSkew] = [("by", "-45s")],
        [FaultKind.Frozen] = [("metric", "*")],
        [FaultKind.Spike] = [("p", "0.2"), ("metric", "*"), ("by", "0"), ("factor", "5")],
        [FaultKind.Drift] = [("metric", "*"), ("by", "6")],
        [FaultKind.StuckCamera] = [("except", "fps,bitrate")],
        [FaultKind.Flapping] = [("period", "20s")],
        [FaultKind.Restart] = [("down", "5s"), ("resend", "0")],
        [FaultKind.PowerCut] = [("boot", "10s")],
        [FaultKind.Corrupt] = [("p", "0.5"), ("bytes", "3")],
        [FaultKind.Oversize] = [("p", "0.5"), ("size", "300000")],
        [FaultKind.Flood] = [("rate", "20")],
    };

    private static readonly string[] Durations = ["after", "jitter", "period", "down", "boot"];
    private static readonly string[] Texts = ["metric", "except"];

    public static string Name(FaultKind kind) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    /// <summary>What a help page says of each fault: its name and its parameters with their defaults.</summary>
    public static IEnumerable<string> Help =>
        Known.Select(known => $"{Name(known.Key)}{string.Concat(known.Value.Select((p, i) => $"{(i == 0 ? ':' : ',')}{p.Key}={p.Fallback}"))}");

    /// <param name="text"><c>frozen:device=cam-*,from=60s,for=5m</c>; a comma within a value is a plus sign.</param>
    /// <exception cref="FormatException">What is wrong, in one sentence.</exception>
    public static FaultSpec Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in colon < 0 ? [] : text[(colon + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !options.TryAdd(part[..equals], part[(equals + 1)..].Replace('+', ',')))
            {
                throw new FormatException($"'{part}' in '{text}' is not key=value, or stands twice");
            }
        }

        return Of(colon < 0 ? text : text[..colon], options);
    }

    /// <exception cref="FormatException">What is wrong, in one sentence.</exception>
    public static FaultSpec Of(string name, IReadOnlyDictionary<string, string> options)
    {
        var kind = Enum.GetValues<FaultKind>().Where(kind => Name(kind) == name).Cast<FaultKind?>().FirstOrDefault()
            ?? throw new FormatException($"no fault is called '{name}'; there is {string.Join(", ", Enum.GetValues<FaultKind>().Select(Name))}");
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, fallback) in Known[kind])
        {
            own[key] = options.GetValueOrDefault(key, fallback);
            Check(name, key, own[key]);
        }

        if (options.Keys.FirstOrDefault(key => !own.ContainsKey(key) && !Common.Contains(key)) is { } unknown)
        {
            throw new FormatException($"{name} has no '{unknown}'; it takes {string.Join(", ", own.Keys.Concat(Common))}");
        }

        var from = options.TryGetValue("from", out var text) ? Duration(name, "from", text) : TimeSpan.Zero;
        TimeSpan? lasts = options.TryGetValue("for", out text) ? Duration(name, "for", text) : null;
        if (kind == FaultKind.PowerCut && !options.ContainsKey("zone"))
        {
            throw new FormatException("power-cut needs zone=ID");
        }

        return new FaultSpec(
            kind, options.GetValueOrDefault("device"), options.GetValueOrDefault("zone"), options.GetValueOrDefault("kind"),
            options.GetValueOrDefault("topic"), from, lasts, own);
    }

    public TimeSpan To => For is { } lasts ? From + lasts : TimeSpan.MaxValue;

    public bool IsActive(TimeSpan at) => at >= From && at < To;

    /// <param name="zones">The territory, where it is known; otherwise a zone is itself only.</param>
    public bool Hits(TimedMessage message, ZoneTree? zones)
    {
        if (Topic is not null && !FileSystemName.MatchesSimpleExpression(Topic, message.Topic, ignoreCase: false))
        {
            return false;
        }

        if (message.Address is not { } address)
        {
            // Whoever names nothing means everything.
            return Topic is not null || (Device is null && Zone is null && DeviceKind is null);
        }

        return (Device is null || FileSystemName.MatchesSimpleExpression(Device, address.Device, ignoreCase: false))
            && (DeviceKind is null || DeviceKind == address.Kind)
            && (Zone is null || Zone == address.Zone
                || (zones is not null && zones.TryGet(Zone, out var above) && zones.TryGet(address.Zone, out var zone) && zones.IsWithin(zone.Index, above.Index)));
    }

    public double Number(string key) => double.Parse(Parameters[key], CultureInfo.InvariantCulture);

    public TimeSpan Span(string key) => SignedDuration(Parameters[key]) ?? TimeSpan.Zero;

    private static void Check(string fault, string key, string value)
    {
        var isRight = Texts.Contains(key)
            || (Durations.Contains(key) || (key == "by" && fault is "delay" or "clock-skew")
                ? SignedDuration(value) is { } span && (span >= TimeSpan.Zero || fault == "clock-skew")
                : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                    && (key != "p" || number is >= 0 and <= 1) && (key is "by" or "factor" || number >= 0));
        if (!isRight)
        {
            throw new FormatException($"{fault}: '{value}' can not stand for {key}");
        }
    }

    private static TimeSpan Duration(string fault, string key, string value) =>
        SignedDuration(value) is { } span && span >= TimeSpan.Zero ? span : throw new FormatException($"{fault}: '{value}' can not stand for {key}; a duration like 60s can");

    private static TimeSpan? SignedDuration(string text)
    {
        var isNegative = text.StartsWith('-');
        return DurationText.TryParse(isNegative ? text[1..] : text, out var span) ? isNegative ? -span : span : null;
    }
}
