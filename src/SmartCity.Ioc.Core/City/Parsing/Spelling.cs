namespace SmartCity.Ioc.City.Parsing;

/// <summary>Guesses what somebody meant to write.</summary>
public static class Spelling
{
    /// <summary>The ending of an error message: <c>; did you mean 'severity'?</c>, or empty where nothing is near.</summary>
    public static string Suggest(string written, IEnumerable<string> known) =>
        Nearest(written, known) is { } best ? $"; did you mean '{best}'?" : "";

    /// <summary>The one that differs least, or null where nothing is near.</summary>
    public static string? Nearest(string written, IEnumerable<string> known)
    {
        string? best = null;
        // Two slips in a word of six letters are plausible; in one of three they are another word.
        var bound = Math.Max(1, written.Length / 3) + 1;
        foreach (var candidate in known)
        {
            var distance = Distance(written, candidate);
            if (distance < bound)
            {
                best = candidate;
                bound = distance;
            }
        }

        return best;
    }

    /// <summary>Letters to change, add, drop or swap with their neighbour (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            d[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            d[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(replace, 1 + Math.Min(d[i - 1, j], d[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
