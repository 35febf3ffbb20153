using System.Text.RegularExpressions;

namespace SmartCity.Ioc.Push.Walls;

/// <summary>Tells walls that somebody gave a name from pages that made one up for themselves.</summary>
internal static partial class WallName
{
    /// <summary>A page that was opened without <c>wall=</c> in its address calls itself <c>wall-</c> and six digits: anyone's browser, which
    /// nobody misses when it is closed.</summary>
    public static bool IsByChance(string id) => ByChance().IsMatch(id);

    [GeneratedRegex(@"\Awall-[0-9a-f]{6}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ByChance();
}
