using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>The server refused something, or the connection could not be made.</summary>
public sealed class MqttClientException : Exception
{
    public MqttClientException()
    {
    }

    public MqttClientException(string message)
        : base(message)
    {
    }

    public MqttClientException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <param name="what">What was refused, for people: <c>the connection</c>, <c>PUBLISH to a/b</c>.</param>
    /// <param name="reasonString">The server's own words (MQTT 5), or null.</param>
    internal MqttClientException(string what, MqttReasonCode reason, string? reasonString)
        : base(Describe(what, reason, reasonString)) => Reason = reason;

    /// <summary>The server's reason, or null where there was no word from it.</summary>
    public MqttReasonCode? Reason { get; }

    internal static string Describe(string what, MqttReasonCode reason, string? reasonString) =>
        $"The server refused {what}: {reason} (0x{(byte)reason:X2})" + (string.IsNullOrEmpty(reasonString) ? "" : $", \"{Printable(reasonString)}\"");

    // A server's text goes into logs: no line breaks, not endless.
    internal static string Printable(string text) =>
        string.Concat(text.Take(200).Select(c => char.IsControl(c) ? '?' : c));
}
