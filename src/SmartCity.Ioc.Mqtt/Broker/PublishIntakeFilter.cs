using System.Text;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>Which topics go to the intake.</summary>
public sealed class PublishIntakeFilter
{
    private readonly byte[][] _take;
    private readonly byte[][] _except;

    /// <param name="take">Filters, one of which has to match.</param>
    /// <param name="except">Filters, none of which may match: what the server publishes itself.</param>
    /// <exception cref="ArgumentException">Not a topic filter.</exception>
    public PublishIntakeFilter(IEnumerable<string> take, IEnumerable<string>? except = null)
    {
        _take = Encode(take);
        _except = Encode(except ?? []);
    }

    public bool Matches(ReadOnlySpan<byte> topic) => Any(_take, topic) && !Any(_except, topic);

    private static bool Any(byte[][] filters, ReadOnlySpan<byte> topic)
    {
        foreach (var filter in filters)
        {
            if (MqttTopic.Matches(filter, topic))
            {
                return true;
            }
        }

        return false;
    }

    private static byte[][] Encode(IEnumerable<string> filters)
    {
        var encoded = filters.Select(Encoding.UTF8.GetBytes).ToArray();
        return encoded.All(f => MqttTopic.IsFilter(f)) ? encoded : throw new ArgumentException("Not a topic filter.");
    }
}
