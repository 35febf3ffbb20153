using System.Text;
using Microsoft.Extensions.Options;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Ingest.Brokers;

/// <summary>Each failure is one line that names the key and what may stand there. A value that could hold a password is not repeated.</summary>
internal sealed class BrokersOptionsValidator : IValidateOptions<BrokersOptions>
{
    private static readonly string[] Schemes = ["mqtt", "mqtts", "ws", "wss"];

    public ValidateOptionsResult Validate(string? name, BrokersOptions options)
    {
        List<string> failures = [];
        for (var i = 0; i < options.Brokers.Count; i++)
        {
            Check(options.Brokers[i], $"Ioc:Mqtt:Brokers:{i}", failures);
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void Check(BrokerOptions broker, string key, List<string> failures)
    {
        if (!Uri.TryCreate(broker.Url, UriKind.Absolute, out var url) || url.Host.Length == 0 || !Schemes.Contains(url.Scheme))
        {
            failures.Add($"{key}:Url is no broker's address; something like mqtt://host:1883, mqtts://, ws:// or wss:// may stand there.");
        }
        else if (url.UserInfo.Length > 0)
        {
            failures.Add($"{key}:Url holds credentials; they belong into {key}:Username and {key}:Password.");
        }

        if (broker.Qos is < 0 or > 2)
        {
            failures.Add($"{key}:Qos is '{broker.Qos}': 0, 1 or 2 may stand there.");
        }

        if (broker.ReadCoalescing < TimeSpan.Zero || broker.ReadCoalescing > TimeSpan.FromMilliseconds(20))
        {
            failures.Add($"{key}:ReadCoalescing is {broker.ReadCoalescing.TotalMilliseconds:0.###} ms: 0 to 20 ms may stand there.");
        }

        if (broker is { Password: not null, Username: null })
        {
            failures.Add($"{key}:Username is missing although a password is given.");
        }

        for (var i = 0; i < broker.Topics.Count; i++)
        {
            if (!MqttTopic.IsFilter(Encoding.UTF8.GetBytes(broker.Topics[i])))
            {
                failures.Add($"{key}:Topics:{i} is '{broker.Topics[i]}': an MQTT topic filter such as ioc/v1/# may stand there.");
            }
        }

        if (broker.ClientId is { } id && (id.Length == 0 || Encoding.UTF8.GetByteCount(id) > ushort.MaxValue || id.Contains('\0')))
        {
            failures.Add($"{key}:ClientId can not be sent; leave it out or give it a name of its own.");
        }

        CheckFile(broker.Certificate.AuthorityPath, $"{key}:Certificate:AuthorityPath", failures);
        CheckFile(broker.Certificate.Path, $"{key}:Certificate:Path", failures);
        CheckFile(broker.Certificate.KeyPath, $"{key}:Certificate:KeyPath", failures);
        if (broker.Certificate is { KeyPath: not null, Path: null })
        {
            failures.Add($"{key}:Certificate:Path is missing although a key is given.");
        }
    }

    private static void CheckFile(string? path, string key, List<string> failures)
    {
        if (path is not null && !File.Exists(path))
        {
            failures.Add($"{key} is '{path}': there is no such file.");
        }
    }
}
