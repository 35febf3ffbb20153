using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SmartCity.Ioc.Alerts.Life;

/// <summary>
/// An alert's id in ULID's layout (48 bits of milliseconds, then 80 bits, Crockford base 32; https://github.com/ulid/spec), but derived:
/// the 80 bits are a digest of rule, source and start. The same input gives the same id, so a replay makes no second alert.
/// </summary>
internal static class AlertId
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static string Create(string rule, string source, long startNanos)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{rule}\n{source}\n{startNanos}"), digest);
        Span<byte> bits = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bits, (ulong)Math.Max(0, startNanos / 1_000_000) << 16);
        digest[..10].CopyTo(bits[6..]);
        var number = BinaryPrimitives.ReadUInt128BigEndian(bits);
        return string.Create(26, number, static (text, value) =>
        {
            for (var i = 25; i >= 0; i--)
            {
                text[i] = Alphabet[(int)(value & 31)];
                value >>= 5;
            }
        });
    }
}
