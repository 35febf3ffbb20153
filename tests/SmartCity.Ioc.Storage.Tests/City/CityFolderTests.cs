using SmartCity.Ioc.Storage.City;

namespace SmartCity.Ioc.Storage.Tests.City;

public sealed class CityFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ioc-city-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Folder_ThatDoesNotExist_IsOneError()
    {
        var missing = Path.Combine(_folder.FullName, "nowhere");

        CityFolder.Read(missing).Errors.Should().ContainSingle().Which.ToString().Should().Be($"{missing}: there is no such folder");
    }

    [Fact]
    public void Folder_WithAYmlFile_SaysSo()
    {
        Write("rules.yml", "rules: []");

        CityFolder.Read(_folder.FullName).Errors.Should().ContainSingle().Which.File.Should().Be("rules.yml");
    }

    [Fact]
    public void Folder_WithAFileThatIsNotUtf8_SaysSo()
    {
        File.WriteAllBytes(Path.Combine(_folder.FullName, "city.yaml"), [(byte)'i', (byte)'d', (byte)':', (byte)' ', 0xC3, 0x28]);

        CityFolder.Read(_folder.FullName).Errors.Should().ContainSingle().Which.Message.Should().Contain("not UTF-8");
    }

    [Fact]
    public void Folder_WithOtherFiles_LeavesThemAlone()
    {
        Write("README.md", "# A city");

        CityFolder.Read(_folder.FullName).Errors.Select(error => error.File)
            .Should().Equal("city.yaml", "kinds.yaml", "rules.yaml", "zones.yaml");
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);
}
