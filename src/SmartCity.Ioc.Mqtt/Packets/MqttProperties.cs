using System.Text;

namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>The properties of one MQTT 5 packet. Null means absent. Written only where the packet may carry them is the caller's part.</summary>
public sealed class MqttProperties
{
    public byte? PayloadFormatIndicator { get; set; }

    public uint? MessageExpiryInterval { get; set; }

    public string? ContentType { get; set; }

    public string? ResponseTopic { get; set; }

    public byte[]? CorrelationData { get; set; }

    /// <summary>One in SUBSCRIBE, any number in PUBLISH to a client.</summary>
    public List<uint>? SubscriptionIdentifiers { get; set; }

    public uint? SessionExpiryInterval { get; set; }

    public string? AssignedClientIdentifier { get; set; }

    public ushort? ServerKeepAlive { get; set; }

    public string? AuthenticationMethod { get; set; }

    public byte[]? AuthenticationData { get; set; }

    public bool? RequestProblemInformation { get; set; }

    public uint? WillDelayInterval { get; set; }

    public bool? RequestResponseInformation { get; set; }

    public string? ResponseInformation { get; set; }

    public string? ServerReference { get; set; }

    public string? ReasonString { get; set; }

    public ushort? ReceiveMaximum { get; set; }

    public ushort? TopicAliasMaximum { get; set; }

    public ushort? TopicAlias { get; set; }

    public byte? MaximumQos { get; set; }

    public bool? RetainAvailable { get; set; }

    public List<MqttUserProperty>? UserProperties { get; set; }

    public uint? MaximumPacketSize { get; set; }

    public bool? WildcardSubscriptionAvailable { get; set; }

    public bool? SubscriptionIdentifiersAvailable { get; set; }

    public bool? SharedSubscriptionAvailable { get; set; }

    /// <summary>Reads a property block; null when it is empty or wrong (<paramref name="error"/> says which).</summary>
    public static MqttProperties? Read(ReadOnlySpan<byte> block, MqttPacketType packet, out MqttDecodeError error)
    {
        error = default;
        if (block.IsEmpty)
        {
            return null;
        }

        var properties = new MqttProperties();
        var reader = new MqttPropertyReader(block, packet);
        while (reader.TryNext(out var property))
        {
            properties.Set(property);
        }

        error = reader.Error;
        return error.IsError ? null : properties;
    }

    /// <summary>The properties as a block without its length: what <see cref="OutgoingPublish.Properties"/> takes.</summary>
    public byte[] ToBlock()
    {
        using var writer = new MqttBodyWriter();
        WriteTo(writer);
        return writer.Written.ToArray();
    }

    internal void WriteTo(MqttBodyWriter writer)
    {
        writer.Property(MqttPropertyId.PayloadFormatIndicator, PayloadFormatIndicator);
        writer.Property(MqttPropertyId.MessageExpiryInterval, MessageExpiryInterval);
        writer.Property(MqttPropertyId.ContentType, ContentType);
        writer.Property(MqttPropertyId.ResponseTopic, ResponseTopic);
        writer.Property(MqttPropertyId.CorrelationData, CorrelationData);
        foreach (var identifier in SubscriptionIdentifiers ?? [])
        {
            writer.Byte((byte)MqttPropertyId.SubscriptionIdentifier);
            writer.VarInt(identifier);
        }

        writer.Property(MqttPropertyId.SessionExpiryInterval, SessionExpiryInterval);
        writer.Property(MqttPropertyId.AssignedClientIdentifier, AssignedClientIdentifier);
        writer.Property(MqttPropertyId.ServerKeepAlive, ServerKeepAlive);
        writer.Property(MqttPropertyId.AuthenticationMethod, AuthenticationMethod);
        writer.Property(MqttPropertyId.AuthenticationData, AuthenticationData);
        writer.Property(MqttPropertyId.RequestProblemInformation, RequestProblemInformation);
        writer.Property(MqttPropertyId.WillDelayInterval, WillDelayInterval);
        writer.Property(MqttPropertyId.RequestResponseInformation, RequestResponseInformation);
        writer.Property(MqttPropertyId.ResponseInformation, ResponseInformation);
        writer.Property(MqttPropertyId.ServerReference, ServerReference);
        writer.Property(MqttPropertyId.ReasonString, ReasonString);
        writer.Property(MqttPropertyId.ReceiveMaximum, ReceiveMaximum);
        writer.Property(MqttPropertyId.TopicAliasMaximum, TopicAliasMaximum);
        writer.Property(MqttPropertyId.TopicAlias, TopicAlias);
        writer.Property(MqttPropertyId.MaximumQos, MaximumQos);
        writer.Property(MqttPropertyId.RetainAvailable, RetainAvailable);
        foreach (var (name, value) in UserProperties ?? [])
        {
            writer.Byte((byte)MqttPropertyId.UserProperty);
            writer.Utf8(name);
            writer.Utf8(value);
        }

        writer.Property(MqttPropertyId.MaximumPacketSize, MaximumPacketSize);
        writer.Property(MqttPropertyId.WildcardSubscriptionAvailable, WildcardSubscriptionAvailable);
        writer.Property(MqttPropertyId.SubscriptionIdentifiersAvailable, SubscriptionIdentifiersAvailable);
        writer.Property(MqttPropertyId.SharedSubscriptionAvailable, SharedSubscriptionAvailable);
    }

    private void Set(in MqttProperty property)
    {
        switch (property.Id)
        {
            case MqttPropertyId.PayloadFormatIndicator:
                PayloadFormatIndicator = (byte)property.Number;
                break;
            case MqttPropertyId.MessageExpiryInterval:
                MessageExpiryInterval = property.Number;
                break;
            case MqttPropertyId.ContentType:
                ContentType = Text(property);
                break;
            case MqttPropertyId.ResponseTopic:
                ResponseTopic = Text(property);
                break;
            case MqttPropertyId.CorrelationData:
                CorrelationData = property.Bytes.ToArray();
                break;
            case MqttPropertyId.SubscriptionIdentifier:
                (SubscriptionIdentifiers ??= []).Add(property.Number);
                break;
            case MqttPropertyId.SessionExpiryInterval:
                SessionExpiryInterval = property.Number;
                break;
            case MqttPropertyId.AssignedClientIdentifier:
                AssignedClientIdentifier = Text(property);
                break;
            case MqttPropertyId.ServerKeepAlive:
                ServerKeepAlive = (ushort)property.Number;
                break;
            case MqttPropertyId.AuthenticationMethod:
                AuthenticationMethod = Text(property);
                break;
            case MqttPropertyId.AuthenticationData:
                AuthenticationData = property.Bytes.ToArray();
                break;
            case MqttPropertyId.RequestProblemInformation:
                RequestProblemInformation = property.Number != 0;
                break;
            case MqttPropertyId.WillDelayInterval:
                WillDelayInterval = property.Number;
                break;
            case MqttPropertyId.RequestResponseInformation:
                RequestResponseInformation = property.Number != 0;
                break;
            case MqttPropertyId.ResponseInformation:
                ResponseInformation = Text(property);
                break;
            case MqttPropertyId.ServerReference:
                ServerReference = Text(property);
                break;
            case MqttPropertyId.ReasonString:
                ReasonString = Text(property);
                break;
            case MqttPropertyId.ReceiveMaximum:
                ReceiveMaximum = (ushort)property.Number;
                break;
            case MqttPropertyId.TopicAliasMaximum:
                TopicAliasMaximum = (ushort)property.Number;
                break;
            case MqttPropertyId.TopicAlias:
                TopicAlias = (ushort)property.Number;
                break;
            case MqttPropertyId.MaximumQos:
                MaximumQos = (byte)property.Number;
                break;
            case MqttPropertyId.RetainAvailable:
                RetainAvailable = property.Number != 0;
                break;
            case MqttPropertyId.UserProperty:
                (UserProperties ??= []).Add(new MqttUserProperty(Text(property), Encoding.UTF8.GetString(property.Value)));
                break;
            case MqttPropertyId.MaximumPacketSize:
                MaximumPacketSize = property.Number;
                break;
            case MqttPropertyId.WildcardSubscriptionAvailable:
                WildcardSubscriptionAvailable = property.Number != 0;
                break;
            case MqttPropertyId.SubscriptionIdentifiersAvailable:
                SubscriptionIdentifiersAvailable = property.Number != 0;
                break;
            case MqttPropertyId.SharedSubscriptionAvailable:
                SharedSubscriptionAvailable = property.Number != 0;
                break;
        }
    }

    private static string Text(in MqttProperty property) => Encoding.UTF8.GetString(property.Bytes);
}
