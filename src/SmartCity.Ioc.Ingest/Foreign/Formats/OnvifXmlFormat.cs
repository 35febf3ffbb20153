using System.Buffers;
using System.Text.Json;
using System.Xml;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Ingest.Foreign.Formats;

/// <summary>
/// ONVIF's metadata stream (ONVIF Streaming Specification section 5, Core Specification section 9.4): each notification becomes
/// <c>{"topic", "UtcTime", "PropertyOperation", "Source": {…}, "Key": {…}, "Data": {…}}</c>, the members of the same specification's JSON over
/// MQTT (Core section 9.11), and each frame of the analytics the same without a topic: how many objects its Data counts, and how many of each
/// class. Topics lose their namespace prefixes. DTDs are refused, entities with them.
/// </summary>
internal sealed class OnvifXmlFormat : IPayloadFormat
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = 256 * 1024,
        IgnoreComments = true,
    };

    public JsonDocument Read(in ForeignMessage message)
    {
        var json = new ArrayBufferWriter<byte>(1024);
        try
        {
            using var stream = new MemoryStream(message.Payload.ToArray());
            using var xml = XmlReader.Create(stream, Settings);
            using var writer = new Utf8JsonWriter(json);
            writer.WriteStartArray();
            Write(xml, writer);
            writer.WriteEndArray();
        }
        catch (XmlException e)
        {
            throw new UnreadablePayloadException(QuarantineReason.MalformedPayload, e.Message);
        }

        return JsonDocument.Parse(json.WrittenMemory);
    }

    public void Save(BinaryWriter writer)
    {
        // It remembers nothing.
    }

    public void Restore(BinaryReader reader)
    {
    }

    private static void Write(XmlReader xml, Utf8JsonWriter json)
    {
        var topic = "";
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            switch (xml.LocalName)
            {
                case "NotificationMessage":
                    topic = "";
                    break;
                case "Topic":
                    topic = WithoutPrefixes(ReadText(xml));
                    break;
                case "Frame" when xml.GetAttribute("UtcTime") is { } seen:
                    WriteFrame(xml, json, seen);
                    break;
                case "Message" when xml.GetAttribute("UtcTime") is { } time:
                    WriteMessage(xml, json, topic, time);
                    break;
                default:
                    break;
            }
        }
    }

    // Analytics Service Specification section 5.1.3: each object has candidates for its class, the likeliest first. Nobody and no vehicle in
    // the picture is known too.
    private static void WriteFrame(XmlReader xml, Utf8JsonWriter json, string time)
    {
        var classes = new SortedDictionary<string, int>(StringComparer.Ordinal) { ["Human"] = 0, ["Vehicle"] = 0 };
        var objects = 0;
        var isClassed = true;
        var depth = xml.Depth;
        var isEmpty = xml.IsEmptyElement;
        while (!isEmpty && xml.Read() && (xml.NodeType != XmlNodeType.EndElement || xml.Depth > depth))
        {
            if (xml.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            if (xml.LocalName == "Object")
            {
                objects++;
                isClassed = false;
            }
            else if (xml.LocalName == "Type" && !isClassed)
            {
                isClassed = true;
                var name = ReadText(xml).Trim();
                classes[name] = classes.GetValueOrDefault(name) + 1;
            }
        }

        json.WriteStartObject();
        json.WriteString("UtcTime", time);
        json.WriteStartObject("Data");
        json.WriteNumber("objects", objects);
        foreach (var (name, count) in classes)
        {
            json.WriteNumber(name, count);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteMessage(XmlReader xml, Utf8JsonWriter json, string topic, string time)
    {
        json.WriteStartObject();
        json.WriteString("topic", topic);
        json.WriteString("UtcTime", time);
        if (xml.GetAttribute("PropertyOperation") is { } operation)
        {
            json.WriteString("PropertyOperation", operation);
        }

        if (!xml.IsEmptyElement)
        {
            var depth = xml.Depth;
            while (xml.Read() && (xml.NodeType != XmlNodeType.EndElement || xml.Depth > depth))
            {
                if (xml.NodeType == XmlNodeType.Element && xml.LocalName is "Source" or "Key" or "Data")
                {
                    WriteItems(xml, json);
                }
            }
        }

        json.WriteEndObject();
    }

    private static void WriteItems(XmlReader xml, Utf8JsonWriter json)
    {
        json.WriteStartObject(xml.LocalName);
        if (!xml.IsEmptyElement)
        {
            var depth = xml.Depth;
            while (xml.Read() && (xml.NodeType != XmlNodeType.EndElement || xml.Depth > depth))
            {
                if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "SimpleItem" && xml.GetAttribute("Name") is { Length: > 0 } name)
                {
                    json.WriteString(name, xml.GetAttribute("Value") ?? "");
                }
            }
        }

        json.WriteEndObject();
    }

    // Stays on the end element, so that the element after it is not passed over.
    private static string ReadText(XmlReader xml)
    {
        var text = "";
        var depth = xml.Depth;
        while (!xml.IsEmptyElement && xml.Read() && (xml.NodeType != XmlNodeType.EndElement || xml.Depth > depth))
        {
            text += xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA ? xml.Value : "";
        }

        return text;
    }

    // tns1:RuleEngine/tnsaxis:LineDetector/Crossed names the same event as RuleEngine/LineDetector/Crossed.
    private static string WithoutPrefixes(string topic) =>
        string.Join('/', topic.Trim().Split('/').Select(part => part[(part.IndexOf(':', StringComparison.Ordinal) + 1)..]));
}
