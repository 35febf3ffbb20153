using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using SmartCity.Ioc.Host.Settings;

namespace SmartCity.Ioc.Host.Composition;

/// <summary>TLS of the MQTT endpoint: the server's certificate, and the authority that vouches for clients.</summary>
internal static class MqttCertificates
{
    /// <exception cref="StartException">A file is missing or no certificate.</exception>
    public static HttpsConnectionAdapterOptions Read(CertificateSettings settings)
    {
        if (settings.Path is not { Length: > 0 } path)
        {
            throw new StartException("Ioc:Mqtt:Listener:TlsPort is set, but Ioc:Mqtt:Listener:Certificate:Path is not.");
        }

        var options = new HttpsConnectionAdapterOptions { ServerCertificate = Read("Path", path, () => X509Certificate2.CreateFromPemFile(path, settings.KeyPath)) };
        if (settings.ClientAuthorityPath is { Length: > 0 } authorityPath)
        {
            var authority = Read("ClientAuthorityPath", authorityPath, () => X509CertificateLoader.LoadCertificateFromFile(authorityPath));

            // Who has none may still come with a password; the access rules decide.
            options.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            options.ClientCertificateValidation = (certificate, _, _) => IsIssuedBy(authority, certificate);
        }

        return options;
    }

    // The city's own authority and no other: the machine's list of roots vouches for websites, not for cameras.
    private static bool IsIssuedBy(X509Certificate2 authority, X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    private static X509Certificate2 Read(string key, string path, Func<X509Certificate2> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new StartException($"The certificate '{path}' (Ioc:Mqtt:Listener:Certificate:{key}) can not be read: {e.Message}", e);
        }
    }
}
