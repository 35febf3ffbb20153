using System.Globalization;
using SmartCity.Ioc.Ingest.Foreign.Formats;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Ingest.Foreign.Sparkplug;

/// <summary>
/// What the births said: names, types and units behind aliases, by edge node and device, and where each node's sequence stands. Part of the
/// checkpoint. Bounded: what a hostile sender could cost is <see cref="MaxNodes"/> nodes of <see cref="MaxMetrics"/> metrics; beyond, data stay
/// before their birth.
/// </summary>
internal sealed class SparkplugNodes
{
    private const int MaxNodes = 10_000;
    private const int MaxDevices = 1_000;
    private const int MaxMetrics = 10_000;

    /// <summary>Sparkplug 3.0 section 6.4.3: 0 to 255, then 0 again.</summary>
    private const int SequenceValues = 256;

    private readonly SortedDictionary<string, Node> _nodes = new(StringComparer.Ordinal);

    /// <summary>Follows the node's sequence, over all its messages.</summary>
    /// <returns>What is missing before this message, for a person; null where nothing is.</returns>
    public string? Follow(SparkplugTopic topic, SparkplugPayload payload)
    {
        // A node's birth begins the sequence anew, and its death stands outside of it.
        if (topic.Type is "NDEATH" or "NBIRTH" || payload.Sequence is not { } sequence || Find(topic) is not { } node)
        {
            return null;
        }

        var expected = node.Sequence < 0 ? (int)sequence : (node.Sequence + 1) % SequenceValues;
        node.Sequence = (int)(sequence % SequenceValues);
        return node.Sequence == expected ? null : string.Create(CultureInfo.InvariantCulture, $"expected {expected}, got {sequence}");
    }

    public void Birth(SparkplugTopic topic, SparkplugPayload payload)
    {
        if (Find(topic) is not { } node)
        {
            if (_nodes.Count >= MaxNodes)
            {
                return;
            }

            node = new Node();
            _nodes.Add(Key(topic), node);
        }

        if (topic.Device is null)
        {
            // Section 6.4.19: a node's birth makes all that was said before void; its devices are born again after it.
            node.Devices.Clear();
            node.Sequence = payload.Sequence is { } first ? (int)(first % SequenceValues) : -1;
            node.BirthSequence = BdSeq(payload);
        }

        var device = topic.Device ?? "";
        if (node.Devices.Count < MaxDevices || node.Devices.ContainsKey(device))
        {
            node.Devices[device] = payload.Metrics.Where(m => m.Name is not null && m.Alias is not null).Take(MaxMetrics)
                .GroupBy(m => m.Alias!.Value).ToDictionary(g => g.Key, g => new Definition(g.First().Name!, g.First().DataType, g.First().Unit));
        }
    }

    /// <summary>The devices that are gone with the node, itself as <c>""</c>; nothing where the death is an older session's.</summary>
    public IReadOnlyList<string> Death(SparkplugTopic topic, SparkplugPayload payload)
    {
        if (Find(topic) is not { } node)
        {
            return [""];
        }

        return node.BirthSequence is { } born && BdSeq(payload) is { } died && born != died
            ? throw new UnreadablePayloadException(QuarantineReason.Empty, $"The death is that of session {died}; session {born} is alive.")
            : [.. node.Devices.Keys.Append("").Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>Gives the metrics that come by alias their names.</summary>
    /// <exception cref="UnreadablePayloadException">No birth has named one of them.</exception>
    public void Name(SparkplugTopic topic, SparkplugPayload payload)
    {
        var known = Find(topic)?.Devices.GetValueOrDefault(topic.Device ?? "");
        foreach (var metric in payload.Metrics)
        {
            Definition? definition = null;
            if (metric.Alias is { } alias && known?.TryGetValue(alias, out definition) == true)
            {
                metric.Name ??= definition!.Name;
                metric.DataType = metric.DataType == 0 ? definition!.DataType : metric.DataType;
                metric.Unit ??= definition!.Unit;
            }

            if (metric.Name is null)
            {
                throw new UnreadablePayloadException(
                    QuarantineReason.BeforeBirth,
                    metric.Alias is { } unknown ? $"Alias {unknown} is not known: no birth certificate named it." : "A metric has neither name nor alias.");
            }
        }
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_nodes.Count);
        foreach (var (key, node) in _nodes)
        {
            writer.Write(key);
            writer.Write(node.Sequence);
            writer.Write(node.BirthSequence ?? ulong.MaxValue);
            writer.Write(node.Devices.Count);
            foreach (var (device, definitions) in node.Devices)
            {
                writer.Write(device);
                writer.Write(definitions.Count);
                foreach (var (alias, definition) in definitions.OrderBy(d => d.Key))
                {
                    writer.Write(alias);
                    writer.Write(definition.Name);
                    writer.Write(definition.DataType);
                    writer.Write(definition.Unit ?? "");
                }
            }
        }
    }

    public void Restore(BinaryReader reader)
    {
        _nodes.Clear();
        for (var nodes = reader.ReadInt32(); nodes > 0; nodes--)
        {
            var key = reader.ReadString();
            var node = new Node { Sequence = reader.ReadInt32(), BirthSequence = reader.ReadUInt64() is var born && born == ulong.MaxValue ? null : born };
            _nodes.Add(key, node);
            for (var devices = reader.ReadInt32(); devices > 0; devices--)
            {
                var definitions = new Dictionary<ulong, Definition>();
                node.Devices.Add(reader.ReadString(), definitions);
                for (var metrics = reader.ReadInt32(); metrics > 0; metrics--)
                {
                    definitions.Add(reader.ReadUInt64(), new Definition(reader.ReadString(), reader.ReadUInt32(), reader.ReadString() is { Length: > 0 } unit ? unit : null));
                }
            }
        }
    }

    private static string Key(SparkplugTopic topic) => topic.Group + "/" + topic.Node;

    private Node? Find(SparkplugTopic topic) => _nodes.GetValueOrDefault(Key(topic));

    // Section 6.4.23: a node's birth and its will carry the same number.
    private static ulong? BdSeq(SparkplugPayload payload) => payload.Metrics.FirstOrDefault(m => m.Name == "bdSeq")?.Value as ulong?;

    private sealed record Definition(string Name, uint DataType, string? Unit);

    private sealed class Node
    {
        /// <summary>The last number; -1 before the first.</summary>
        public int Sequence { get; set; } = -1;

        public ulong? BirthSequence { get; set; }

        /// <summary>By device, the node itself as <c>""</c>; by alias.</summary>
        public SortedDictionary<string, Dictionary<ulong, Definition>> Devices { get; } = new(StringComparer.Ordinal);
    }
}
