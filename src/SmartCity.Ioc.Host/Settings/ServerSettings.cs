using System.Net;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Host.Logging;
using SmartCity.Ioc.Host.SelfWatch;
using SmartCity.Ioc.Host.Telemetry;
using SmartCity.Ioc.Mqtt.Broker;
using SmartCity.Ioc.Pipeline;

namespace SmartCity.Ioc.Host.Settings;

/// <summary>The settings that the composition root itself needs, read and checked before anything is built; the rooms bind their own.</summary>
internal sealed record ServerSettings
{
    public required CityModel City { get; init; }

    public required string CityFolder { get; init; }

    public required string DataDirectory { get; init; }

    public required LoggingSettings Logging { get; init; }

    public required SelfWatchSettings SelfWatch { get; init; }

    public required OtlpSettings Otlp { get; init; }

    public required HttpSettings Http { get; init; }

    public required IPAddress HttpAddress { get; init; }

    public required MqttListenerSettings Mqtt { get; init; }

    public required IPAddress MqttAddress { get; init; }

    public required PipelineOptions Pipeline { get; init; }

    /// <summary>Who may come in over MQTT without a name; <c>access.yaml</c> can only narrow it.</summary>
    public MqttAnonymous MqttAnonymous => (Mqtt.AllowAnonymous, IPAddress.IsLoopback(MqttAddress)) switch
    {
        (false, _) or (null, false) => MqttAnonymous.Nobody,

        // The WebSocket path is on the HTTP port, which others may reach.
        (_, true) => MqttAnonymous.Loopback,
        _ => MqttAnonymous.Anybody,
    };

    /// <exception cref="StartException">A setting, the city's folder, the data directory or a port is not as it must be.</exception>
    public static ServerSettings Read(IConfiguration configuration)
    {
        if (SettingsCheck.FirstError(configuration) is { } error)
        {
            throw new StartException(error);
        }

        SettingsCheck.NormalizeDurations(configuration);
        var ioc = configuration.GetSection("Ioc");
        var http = ioc.GetSection("Http").Get<HttpSettings>() ?? new HttpSettings();
        var mqtt = ioc.GetSection("Mqtt:Listener").Get<MqttListenerSettings>() ?? new MqttListenerSettings();
        mqtt.Check();
        var httpAddress = Preflight.Address("Ioc:Http:Address", http.Address);
        var mqttAddress = Preflight.Address("Ioc:Mqtt:Listener:Address", mqtt.Address);
        var folder = CityLocation.Find(ioc["City"] is { Length: > 0 } named ? named : CityLocation.Demo);
        var settings = new ServerSettings
        {
            City = CityLocation.Read(folder),
            CityFolder = folder,
            DataDirectory = Preflight.DataDirectory(ioc["DataDirectory"] is { Length: > 0 } data ? data : "data"),
            Logging = (ioc.GetSection("Logging").Get<LoggingSettings>() ?? new LoggingSettings()).Check(),
            SelfWatch = ioc.GetSection("SelfWatch").Get<SelfWatchSettings>() ?? new SelfWatchSettings(),
            Otlp = (ioc.GetSection("Otlp").Get<OtlpSettings>() ?? new OtlpSettings()).Check(),
            Http = http,
            HttpAddress = httpAddress,
            Mqtt = mqtt,
            MqttAddress = mqttAddress,
            Pipeline = PipelineOptions.Parse(key => ioc[$"Pipeline:{key}"]),
        };
        Preflight.Port("Ioc:Http:Port", httpAddress, http.Port);
        if (http.TlsPort is { } httpTls)
        {
            Preflight.Port("Ioc:Http:TlsPort", httpAddress, httpTls);
        }

        if (mqtt.Enabled)
        {
            Preflight.Port("Ioc:Mqtt:Listener:Port", mqttAddress, mqtt.Port);
            if (mqtt.TlsPort is { } tls)
            {
                Preflight.Port("Ioc:Mqtt:Listener:TlsPort", mqttAddress, tls);
            }
        }

        return settings;
    }
}
