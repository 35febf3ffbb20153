using Xunit;

namespace SmartCity.Ioc.Testing.Servers;

/// <summary>Finds a program that a test needs, or skips the test with the program's name as the reason. Use with <c>[SkippableFact]</c>.</summary>
public static class RequiresProgram
{
    // Debian puts servers in sbin, which is not on every user's path.
    private static readonly string[] Extra = ["/usr/sbin", "/usr/local/sbin", "/sbin"];

    /// <returns>The program's full path.</returns>
    public static string Find(string name)
    {
        var path = TryFind(name);
        Skip.If(path is null, $"{name} is not installed on this machine");
        return path!;
    }

    public static string? TryFind(string name)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Concat(Extra).Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists);
    }
}
