using System.Buffers;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>The ids that may stand in a topic: 1 to 64 of <c>a-z 0-9 . _ -</c> (CONTRACT section 3).</summary>
internal static class IdText
{
    public const int Longest = 64;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-");

    public static bool IsValid(string text) => text.Length is > 0 and <= Longest && !text.AsSpan().ContainsAnyExcept(Allowed);
}
