using System.Text;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>An MQTT topic filter (MQTT 5, section 4.7) with the placeholders <c>%c</c> and <c>%u</c>.</summary>
internal static class TopicPatternText
{
    // A filter's length is told in two bytes.
    private const int LongestUtf8 = 65535;

    /// <summary>What is wrong with it, as the end of a sentence, or null.</summary>
    public static string? FindFault(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(text) > LongestUtf8)
        {
            return "is no topic: it holds a zero character or is longer than 65535 bytes";
        }

        if (text.StartsWith("$share/", StringComparison.Ordinal))
        {
            return "names a shared subscription; write the topics alone, they hold for shared subscriptions too";
        }

        var levels = text.Split('/');
        for (var i = 0; i < levels.Length; i++)
        {
            if (levels[i].Contains('#', StringComparison.Ordinal) && (levels[i] != "#" || i < levels.Length - 1))
            {
                return "is no topic filter: '#' stands alone, after the last '/'";
            }

            if (levels[i].Contains('+', StringComparison.Ordinal) && levels[i] != "+")
            {
                return "is no topic filter: '+' stands alone between two '/'";
            }
        }

        for (var at = text.IndexOf('%', StringComparison.Ordinal); at >= 0; at = text.IndexOf('%', at + 1))
        {
            if (at + 1 == text.Length || text[at + 1] is not ('c' or 'u'))
            {
                return "has a '%' that is no placeholder; they are %c (client id) and %u (user name)";
            }
        }

        return null;
    }
}
