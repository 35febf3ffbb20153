namespace SmartCity.Ioc.City.Decoding;

/// <summary>How a foreign payload is written. Each is read to one JSON document, which the mapping then looks into.</summary>
public enum PayloadFormat
{
    Json,

    /// <summary>A bare word or number: the document is <c>{"value": …}</c>.</summary>
    Text,

    /// <summary>ONVIF's metadata stream: a list of its notifications.</summary>
    OnvifXml,

    /// <summary>RFC 8428 in JSON or CBOR: a list of what one device measured at one time, all base fields resolved.</summary>
    Senml,

    /// <summary>NGSI-LD or NGSIv2 in any of their forms: a list of entities as key-values.</summary>
    Ngsi,

    /// <summary>Eclipse Sparkplug B (Protocol Buffers): a list of what one device said of one time, all aliases resolved.</summary>
    SparkplugB,
}
