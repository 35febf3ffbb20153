namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>A will that was not published, with who left it: it is checked against the rules when it is published.</summary>
/// <param name="UserName">Null for an anonymous client.</param>
/// <param name="CertificateSubject">Null for a client without a certificate.</param>
/// <param name="DueAtMillis">Unix milliseconds; <see cref="BrokerMessage.Never"/> while the client was connected.</param>
public sealed record StoredWill(SessionWill Will, string? UserName, string? CertificateSubject, long DueAtMillis = BrokerMessage.Never);
