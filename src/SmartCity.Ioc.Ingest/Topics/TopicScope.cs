using System.Text;
using SmartCity.Ioc.City.Decoding;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Ingest.Topics;

/// <summary>
/// Which topics are the city's at all: the contract's, and those that a decoder takes. Other programs may share a broker; theirs is not ours
/// to keep or to complain about. Any thread asks; the shard's thread replaces the decoders.
/// </summary>
public sealed class TopicScope
{
    private volatile Filters _decoded = new([], []);

    private volatile DecoderSet _decoders = DecoderSet.Empty;

    /// <summary>The decoders in force.</summary>
    public DecoderSet Decoders => _decoders;

    public static ReadOnlySpan<byte> Root => "ioc/"u8;

    public static ReadOnlySpan<byte> Readings => "ioc/v1/"u8;

    /// <summary>Where the server itself publishes (CONTRACT section 3, "Out"); a broker in between hands it back.</summary>
    public static ReadOnlySpan<byte> Alerts => "ioc/v1/alerts/"u8;

    /// <summary>A topic below <c>ioc/</c> is meant for us, so that a slip in it is put aside and seen.</summary>
    public static bool IsOwn(ReadOnlySpan<byte> topic) => topic.StartsWith(Root);

    /// <summary>Whether the topic is the city's; our own alerts are not input.</summary>
    public bool IsInput(ReadOnlySpan<byte> topic) => IsOwn(topic) ? !topic.StartsWith(Alerts) : _decoded.Match(topic);

    /// <summary>Other decoders are in force.</summary>
    internal void Replace(DecoderSet decoders)
    {
        _decoders = decoders;
        _decoded = FiltersOf(decoders);
    }

    private static Filters FiltersOf(DecoderSet decoders) => new(
        [.. decoders.Mappings.Where(m => !m.IsIgnored).Select(m => Encoding.UTF8.GetBytes(m.Topic.Filter))],
        [.. decoders.Mappings.Where(m => m.IsIgnored).Select(m => Encoding.UTF8.GetBytes(m.Topic.Filter))]);

    private sealed record Filters(byte[][] Taken, byte[][] Ignored)
    {
        public bool Match(ReadOnlySpan<byte> topic) => Any(Taken, topic) && !Any(Ignored, topic);

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
    }
}
