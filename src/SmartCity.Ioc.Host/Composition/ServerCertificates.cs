using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using SmartCity.Ioc.Host.Settings;

namespace SmartCity.Ioc.Host.Composition;

/// <summary>TLS of an endpoint: the server's certificate, and the authority that vouches for clients.</summary>
internal static class ServerCertificates
{
    // RFC 5280, section 4.2.1.12: id-kp-clientAuth. A certificate without this extension is for any use.
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    /// <param name="section">Where the endpoint is set, for what is said of a fault: <c>Ioc:Http</c>.</param>
    /// <exception cref="StartException">A file is missing or no certificate.</exception>
    public static HttpsConnectionAdapterOptions Read(string section, CertificateSettings settings)
    {
        if (settings.Path is not { Length: > 0 } path)
        {
            throw new StartException($"{section}:TlsPort is set, but {section}:Certificate:Path is not.");
        }

        var options = new HttpsConnectionAdapterOptions { ServerCertificate = Read($"{section}:Certificate:Path", path, () => X509Certificate2.CreateFromPemFile(path, settings.KeyPath)) };
        if (settings.ClientAuthorityPath is { Length: > 0 } authorityPath)
        {
            var authorities = Read($"{section}:Certificate:ClientAuthorityPath", authorityPath, () => ReadAll(authorityPath));

            // Who has none may still come with a password; the access rules decide.
            options.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            options.ClientCertificateValidation = (certificate, _, _) => IsIssuedBy(authorities, certificate);
        }

        return options;
    }

    // The city's own authorities and no others: the machine's list of roots vouches for websites, not for cameras.
    private static bool IsIssuedBy(X509Certificate2Collection authorities, X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;

        // A certificate may not name addresses that the server then calls, nor be a server's.
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(ClientAuthentication);
        return chain.Build(certificate);
    }

    // Two of them while one follows the other.
    private static X509Certificate2Collection ReadAll(string path)
    {
        var found = new X509Certificate2Collection();
        found.ImportFromPemFile(path);
        return found.Count > 0 ? found : throw new CryptographicException("there is no certificate in it.");
    }

    private static T Read<T>(string key, string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new StartException($"The certificate '{path}' ({key}) can not be read: {e.Message}", e);
        }
    }
}
