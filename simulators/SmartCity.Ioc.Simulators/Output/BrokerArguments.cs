using System.CommandLine;

namespace SmartCity.Ioc.Simulators.Output;

/// <summary>The options of every command that talks to a broker.</summary>
internal sealed class BrokerArguments
{
    private readonly Option<string> _broker = new("--broker")
    {
        Description = "mqtt://, mqtts://, ws:// or wss:// address of the broker",
        DefaultValueFactory = _ => "mqtt://127.0.0.1:1883",
        HelpName = "URL",
    };

    private readonly Option<string?> _username = new("--username") { Description = "user name at the broker" };

    private readonly Option<string?> _password = new("--password")
    {
        Description = "password; without it IOC_MQTT_PASSWORD of the environment, where no list of processes shows it",
    };

    private readonly Option<byte> _qos;
    private readonly bool _publishes;

    private readonly Option<int> _connections;

    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "connect to nothing; print each message as a line {\"topic\":…,\"payload\":…} without waiting for its time",
    };

    /// <param name="connections">How many unless told.</param>
    /// <param name="qos">Which unless told.</param>
    /// <param name="publishes">Whether connections and dry runs mean something to the command.</param>
    public BrokerArguments(int connections = 4, byte qos = 1, bool publishes = true)
    {
        _publishes = publishes;
        _qos = new Option<byte>("--qos") { Description = "quality of service: 0, 1 or 2", DefaultValueFactory = _ => qos };
        _connections = new Option<int>("--connections")
        {
            Description = "MQTT connections to spread the devices over",
            DefaultValueFactory = _ => connections,
        };
        _broker.Validators.Add(result =>
        {
            if (!Uri.TryCreate(result.GetValueOrDefault<string>(), UriKind.Absolute, out var url)
                || url.Scheme is not ("mqtt" or "mqtts" or "ws" or "wss") || url.Host.Length == 0)
            {
                result.AddError($"--broker takes an address like mqtt://127.0.0.1:1883, not '{result.GetValueOrDefault<string>()}'");
            }
        });
        _qos.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<byte>() > 2)
            {
                result.AddError("--qos takes 0, 1 or 2");
            }
        });
        _connections.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 20_000)
            {
                result.AddError("--connections takes a number from 1 to 20000");
            }
        });
    }

    public void AddTo(Command command)
    {
        command.Add(_broker);
        command.Add(_username);
        command.Add(_password);
        command.Add(_qos);
        if (_publishes)
        {
            command.Add(_connections);
            command.Add(_dryRun);
        }
    }

    public BrokerSettings Read(ParseResult parsed) => new(
        new Uri(parsed.GetRequiredValue(_broker)),
        parsed.GetValue(_username),
        parsed.GetValue(_password) ?? Environment.GetEnvironmentVariable("IOC_MQTT_PASSWORD"),
        parsed.GetValue(_qos),
        _publishes ? parsed.GetValue(_connections) : 1,
        _publishes && parsed.GetValue(_dryRun));
}
