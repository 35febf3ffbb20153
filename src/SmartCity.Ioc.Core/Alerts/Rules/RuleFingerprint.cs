using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SmartCity.Ioc.Alerts.Rules;

/// <summary>What tells a rule's text from another's on disk.</summary>
internal static class RuleFingerprint
{
    public static ulong Of(AlertRule rule)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(rule.Text + rule.Lists), digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }
}
