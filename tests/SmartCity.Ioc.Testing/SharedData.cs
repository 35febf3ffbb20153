using Xunit;

namespace SmartCity.Ioc.Testing;

/// <summary>The recorded data beside the repository. A test that needs it is skipped, by name, where it is not there.</summary>
public static class SharedData
{
    private static readonly Lazy<string?> Folder = new(Find);

    /// <summary>The full path of a recorded file; skips the test where the data is absent.</summary>
    public static string Require(string relativePath)
    {
        var path = Folder.Value is { } folder ? Path.Combine(folder, relativePath) : null;
        Skip.If(path is null || !File.Exists(path), $"the recorded data is not here (../shared/data/{relativePath})");
        return path!;
    }

    // IOC_SHARED_DATA, or ../shared/data beside the folder that holds the solution.
    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("IOC_SHARED_DATA") is { Length: > 0 } named)
        {
            return Directory.Exists(named) ? named : null;
        }

        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "SmartCity.Ioc.sln")))
            {
                var data = Path.Combine(at.Parent?.FullName ?? at.FullName, "shared", "data");
                return Directory.Exists(data) ? data : null;
            }
        }

        return null;
    }
}
