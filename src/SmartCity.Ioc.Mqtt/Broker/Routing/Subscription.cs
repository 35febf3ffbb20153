using System.Text;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>One filter of one session. Replaced as a whole when the client subscribes again ([MQTT-3.8.4-3]).</summary>
internal sealed class Subscription
{
    public Subscription(MqttSession session, MqttSubscription options, uint identifier)
    {
        Session = session;
        Options = options;
        Identifier = identifier;
        var whole = Encoding.UTF8.GetBytes(options.Filter);
        if (MqttTopic.TrySplitShared(whole, out var name, out var filter))
        {
            ShareName = Encoding.UTF8.GetString(name);
            Filter = filter.ToArray();
        }
        else
        {
            Filter = whole;
        }
    }

    public MqttSession Session { get; }

    public MqttSubscription Options { get; }

    /// <summary>0 for none.</summary>
    public uint Identifier { get; }

    /// <summary>Null for an ordinary subscription.</summary>
    public string? ShareName { get; }

    /// <summary>The filter itself, without <c>$share/name/</c>.</summary>
    public byte[] Filter { get; }
}
