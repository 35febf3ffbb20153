namespace SmartCity.Ioc.City;

/// <summary>Someone who may come in with a password, with a client certificate, or only with both.</summary>
/// <param name="PasswordHash"><c>pbkdf2-sha256$iterations$salt$hash</c>, or null for a user whose certificate is enough.</param>
/// <param name="CertificateSubject">Distinguished name that the client's certificate must bear (<c>CN=cam-000001, O=Vung Tau</c>), or null.</param>
public sealed record AccessUser(string Name, string? PasswordHash, string? CertificateSubject, TopicRights Rights);
