using System.Buffers.Text;
using System.Globalization;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>The form of a password at rest: <c>pbkdf2-sha256$iterations$salt$hash</c>, the last two in base 64.</summary>
internal static class PasswordHashText
{
    // A file may not make the server compute for minutes at each connection.
    private const int MostIterations = 10_000_000;

    public static bool IsValid(string text) =>
        text.Split('$') is ["pbkdf2-sha256", var iterations, var salt, var hash]
        && int.TryParse(iterations, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && count is >= 1 and <= MostIterations
        && Base64.IsValid(salt, out var saltLength)
        && saltLength is >= 8 and <= 64
        && Base64.IsValid(hash, out var hashLength)
        && hashLength is >= 16 and <= 64;
}
