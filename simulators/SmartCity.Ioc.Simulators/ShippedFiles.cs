namespace SmartCity.Ioc.Simulators;

/// <summary>Finds the cities and recordings that ship in the repository by their name, wherever the program was started.</summary>
internal static class ShippedFiles
{
    /// <summary>The folder given, or the city of that name under <c>simulators/cities</c>.</summary>
    public static string City(string given) =>
        Directory.Exists(given) ? given : Find(Path.Combine("cities", given), Directory.Exists) ?? given;

    /// <summary>The file given, or the mapping of that name under <c>simulators/recordings</c>.</summary>
    public static string Recording(string given) =>
        File.Exists(given) ? given : Find(Path.Combine("recordings", given + ".yaml"), File.Exists) ?? given;

    /// <summary>The folder given, or the scenario of that name under <c>simulators/scenarios</c>.</summary>
    public static string Scenario(string given) =>
        Directory.Exists(given) ? given : Find(Path.Combine("scenarios", given), Directory.Exists) ?? given;

    /// <summary>All scenarios that ship, by name.</summary>
    public static IEnumerable<string> Scenarios() =>
        Find("scenarios", Directory.Exists) is { } folder ? Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal) : [];

    private static string? Find(string name, Func<string, bool> exists)
    {
        // Published next to the program, or in a folder above it or above the working directory.
        foreach (var start in new[] { AppContext.BaseDirectory, Directory.GetCurrentDirectory() })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                var path = Path.Combine(folder.FullName, "simulators", name);
                if (exists(path))
                {
                    return path;
                }
            }
        }

        return null;
    }
}
