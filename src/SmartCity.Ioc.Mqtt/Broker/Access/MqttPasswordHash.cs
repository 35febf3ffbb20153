using System.Globalization;
using System.Security.Cryptography;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>Passwords at rest: <c>pbkdf2-sha256$iterations$salt$hash</c>, the last two in base 64.</summary>
public static class MqttPasswordHash
{
    private const string Scheme = "pbkdf2-sha256";
    private const int HashLength = 32;

    // OWASP's figure for PBKDF2 with SHA-256 is 600,000; a quarter second per first connect on a district's machine is what a storm of
    // reconnecting cameras can bear, because verified passwords are remembered.
    private const int DefaultIterations = 210_000;

    // A rule file may not make the server compute for minutes.
    private const int MaximumIterations = 10_000_000;

    public static string Create(ReadOnlySpan<byte> password, int iterations = DefaultIterations)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, HashLength);
        return string.Create(CultureInfo.InvariantCulture, $"{Scheme}${iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    public static bool IsWellFormed(string stored) => TryParse(stored, out _, out _, out _);

    public static bool Verify(string stored, ReadOnlySpan<byte> password)
    {
        if (!TryParse(stored, out var iterations, out var salt, out var expected))
        {
            return false;
        }

        var hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, expected.Length);
        return CryptographicOperations.FixedTimeEquals(hash, expected);
    }

    private static bool TryParse(string stored, out int iterations, out byte[] salt, out byte[] hash)
    {
        iterations = 0;
        salt = new byte[64];
        hash = new byte[64];
        var parts = stored.Split('$');
        if (parts is not [Scheme, var count, var saltText, var hashText]
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out iterations)
            || iterations is < 1 or > MaximumIterations
            || !Convert.TryFromBase64String(saltText, salt, out var saltLength)
            || !Convert.TryFromBase64String(hashText, hash, out var hashLength)
            || saltLength < 8
            || hashLength < 16)
        {
            return false;
        }

        salt = salt[..saltLength];
        hash = hash[..hashLength];
        return true;
    }
}
