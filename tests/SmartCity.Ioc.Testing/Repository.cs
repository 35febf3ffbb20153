namespace SmartCity.Ioc.Testing;

/// <summary>Where the repository is and what its build has made, in the configuration of the tests themselves.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Whether these tests were built as <c>./dev</c> builds.</summary>
    public static bool IsRelease { get; } = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal);

    public static string HostAssembly { get; } = Built("src/SmartCity.Ioc.Host", "SmartCity.Ioc.Host.dll");

    public static string SimAssembly { get; } = Built("simulators/SmartCity.Ioc.Simulators", "sim.dll");

    private static string Built(string project, string assembly)
    {
        // …/bin/<configuration>/net10.0/
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        return Path.Combine(Root, project, "bin", framework.Parent!.Name, framework.Name, assembly);
    }

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "SmartCity.Ioc.sln")))
            {
                return at.FullName;
            }
        }

        throw new DirectoryNotFoundException("The tests do not run inside the repository.");
    }
}
