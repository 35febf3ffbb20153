using System.Collections;
using System.Reflection;
using SmartCity.Ioc.Host.Logging;
using SmartCity.Ioc.Host.SelfWatch;
using SmartCity.Ioc.Host.Telemetry;
using SmartCity.Ioc.Ingest;
using SmartCity.Ioc.Ingest.Brokers;
using SmartCity.Ioc.Storage.Influx;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Storage.TimeSeries;

namespace SmartCity.Ioc.Host.Settings;

/// <summary>Every key that may stand below <c>Ioc</c>, from the rooms' own options; a star is a list's index. The reference is
/// docs/settings.md, and a test holds the two together.</summary>
internal static class KnownSettings
{
    /// <summary>Keys whose values a binder reads as <see cref="TimeSpan"/>; a duration with a unit is turned into that form for it.</summary>
    public static readonly IReadOnlySet<string> BoundDurations;

    public static readonly IReadOnlyDictionary<string, SettingKind> All;

    private static readonly Dictionary<Type, string> Sections = [];

    static KnownSettings()
    {
        var all = new Dictionary<string, SettingKind>(StringComparer.OrdinalIgnoreCase)
        {
            ["City"] = SettingKind.Text,
            ["DataDirectory"] = SettingKind.Text,
            ["Pipeline:Windows"] = SettingKind.Durations,
            ["Pipeline:AllowedLateness"] = SettingKind.Duration,
            ["Pipeline:CorrectionHorizon"] = SettingKind.Duration,
            ["Pipeline:Clock"] = SettingKind.Text,
            ["Pipeline:ClosedWindows"] = SettingKind.Count,
            ["Pipeline:Shards"] = SettingKind.Count,
            ["Redis:Configuration"] = SettingKind.Text,
            ["Auth:ApiKeys:*:Key"] = SettingKind.Text,
            ["Auth:ApiKeys:*:Role"] = SettingKind.Text,
            ["Auth:ApiKeys:*:Zones"] = SettingKind.Text,
            ["Auth:ApiKeys:*:Zones:*"] = SettingKind.Text,
        };
        var durations = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        Add("Http", typeof(HttpSettings));
        Add("Logging", typeof(LoggingSettings));
        Add("SelfWatch", typeof(SelfWatchSettings));
        Add("Otlp", typeof(OtlpSettings));
        Add("Mqtt:Listener", typeof(MqttListenerSettings));
        Add("Mqtt:Brokers:*", typeof(BrokerOptions));
        Add("Ingest", typeof(IngestOptions));
        Add("Registry", typeof(RegistrationOptions));
        Add("TimeSeries", typeof(TimeSeriesOptions));
        Add("InfluxDb", typeof(InfluxDbOptions));
        Add("Journal", typeof(JournalOptions));
        (All, BoundDurations) = (all, durations);

        void Add(string section, Type options)
        {
            Sections.TryAdd(options, section);
            foreach (var property in options.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                var key = $"{section}:{property.Name}";
                var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
                if (type == typeof(TimeSpan))
                {
                    durations.Add(key);
                }

                if (type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type))
                {
                    all.Add($"{key}:*", SettingKind.Text);
                }
                else if (KindOf(property.Name, type) is { } kind)
                {
                    all.Add(key, kind);
                }
                else
                {
                    Add(key, type);
                }
            }
        }
    }

    /// <summary>Below <c>Ioc</c>; null where the options are not set through configuration.</summary>
    public static string? SectionOf(Type options) => Sections.GetValueOrDefault(options);

    private static SettingKind? KindOf(string name, Type type) => type switch
    {
        _ when name is "Port" or "TlsPort" => SettingKind.Port,
        _ when name is "Url" or "Endpoint" => SettingKind.Url,
        _ when type == typeof(bool) => SettingKind.Flag,
        _ when type == typeof(int) || type == typeof(long) => SettingKind.Count,
        _ when type == typeof(double) => SettingKind.Number,
        _ when type == typeof(TimeSpan) => SettingKind.Duration,
        _ when type == typeof(string) || type == typeof(Uri) || type.IsEnum => SettingKind.Text,
        _ => null,
    };
}
