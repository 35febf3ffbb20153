namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>Someone who may connect with a password, or with a certificate, or with both.</summary>
/// <param name="Name">The user name.</param>
/// <param name="PasswordHash">As <see cref="MqttPasswordHash"/> writes it, or null for a user who has none.</param>
/// <param name="CertificateSubject">Distinguished name that the client certificate must bear, or null when none is needed.</param>
public sealed record MqttUser(string Name, string? PasswordHash, string? CertificateSubject = null);
