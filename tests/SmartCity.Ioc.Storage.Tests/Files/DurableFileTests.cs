using SmartCity.Ioc.Storage.Files;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Storage.Tests.Files;

public sealed class DurableFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Replace_WhereTheSystemForbidsIt_FailsLikeAFullDiskAndKeepsTheOldFile()
    {
        var path = Path.Combine(_folder.Path, "position");
        DurableFile.Replace(path, "old"u8);
        Directory.CreateDirectory(path + ".tmp");

        FluentActions.Invoking(() => DurableFile.Replace(path, "new"u8)).Should().Throw<IOException>();
        File.ReadAllText(path).Should().Be("old");
    }
}
