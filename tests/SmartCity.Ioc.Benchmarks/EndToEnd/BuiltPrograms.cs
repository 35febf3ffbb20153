namespace SmartCity.Ioc.Benchmarks.EndToEnd;

/// <summary>The programs that <c>./dev bench</c> has built, in the configuration of this one.</summary>
internal static class BuiltPrograms
{
    public static string Root { get; } = FindRoot();

    public static string Server { get; } = Built("src/SmartCity.Ioc.Host", "SmartCity.Ioc.Host.dll");

    public static string Simulators { get; } = Built("simulators/SmartCity.Ioc.Simulators", "sim.dll");

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

        throw new DirectoryNotFoundException("The benchmarks do not run inside the repository.");
    }
}
