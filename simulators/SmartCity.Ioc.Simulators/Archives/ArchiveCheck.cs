using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace SmartCity.Ioc.Simulators.Archives;

/// <summary>A ZIP against the <c>SHA256SUMS</c> in it: an export of evidence, a backup.</summary>
/// <param name="Sum">SHA-256 of <c>SHA256SUMS</c> itself: with it the whole archive is known.</param>
/// <param name="Faults">A line for each file that is wrong, missing, extra or twice; empty where the archive is sound.</param>
internal sealed record ArchiveCheck(int Files, string Sum, IReadOnlyList<string> Faults)
{
    public const string Sums = "SHA256SUMS";
    private const int SumLength = 64;

    /// <summary>A list of sums beyond it is none: 300,000 devices are 30 MB.</summary>
    private const int LongestList = 64 << 20;

    /// <exception cref="InvalidDataException">It is no ZIP, or has no readable list of sums.</exception>
    /// <exception cref="IOException">It can not be read.</exception>
    public static ArchiveCheck Of(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        var faults = new List<string>();
        var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);

        // Folders are entries of their own in an archive that was packed again.
        foreach (var entry in zip.Entries.Where(e => !e.FullName.EndsWith('/')))
        {
            if (!entries.TryAdd(entry.FullName, entry))
            {
                faults.Add($"{entry.FullName}: twice in the archive");
            }
        }

        if (!entries.Remove(Sums, out var list))
        {
            throw new InvalidDataException($"it has no {Sums}");
        }

        if (list.Length > LongestList)
        {
            throw new InvalidDataException($"its {Sums} is too long to be a list of sums");
        }

        using var text = new MemoryStream();
        using (var stream = list.Open())
        {
            stream.CopyTo(text);
        }

        var bytes = text.GetBuffer().AsSpan(0, (int)text.Length);
        var files = 0;
        var number = 0;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n'))
        {
            number++;
            if (line.Length == 0)
            {
                continue;
            }

            // As sha256sum writes it: the sum, a space, a space or a star, the name.
            if (line.Length <= SumLength + 2 || line[SumLength] != ' ' || line[SumLength + 1] is not (' ' or '*') || !line[..SumLength].All(char.IsAsciiHexDigit))
            {
                faults.Add($"{Sums}:{number}: not a sum and a name");
                continue;
            }

            var name = line[(SumLength + 2)..];
            if (!seen.Add(name))
            {
                faults.Add($"{Sums}:{number}: {name} a second time");
                continue;
            }

            files++;
            if (!entries.Remove(name, out var entry))
            {
                faults.Add($"{name}: missing");
            }
            else if (Fault(entry, line[..SumLength]) is { } fault)
            {
                faults.Add($"{name}: {fault}");
            }
        }

        faults.AddRange(entries.Keys.Order(StringComparer.Ordinal).Select(name => $"{name}: extra, not in {Sums}"));
        return new ArchiveCheck(files, Convert.ToHexStringLower(SHA256.HashData(bytes)), faults);
    }

    private static string? Fault(ZipArchiveEntry entry, string sum)
    {
        try
        {
            using var stream = entry.Open();
            var found = Convert.ToHexStringLower(SHA256.HashData(stream));
            return found.Equals(sum, StringComparison.OrdinalIgnoreCase) ? null : $"wrong, its SHA-256 is {found}";
        }
        catch (InvalidDataException fault)
        {
            return $"wrong, can not be unpacked: {fault.Message}";
        }
    }
}
