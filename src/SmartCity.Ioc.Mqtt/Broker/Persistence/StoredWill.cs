namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>The will of a session that outlives its connection, with who left it: it is checked against the rules when it is published.</summary>
/// <param name="UserName">Null for an anonymous client.</param>
/// <param name="CertificateSubject">Null for a client without a certificate.</param>
public sealed record StoredWill(SessionWill Will, string? UserName, string? CertificateSubject);
