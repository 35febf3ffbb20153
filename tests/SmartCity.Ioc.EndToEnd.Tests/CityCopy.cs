using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.EndToEnd.Tests;

/// <summary>The demo city in a folder of its own that the test may edit; gone after disposal.</summary>
internal sealed class CityCopy : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ioc-city-");

    public CityCopy()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "simulators", "cities", "vung-tau"), "*.yaml"))
        {
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        }
    }

    public string Folder => _folder.FullName;

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(Folder, file), text);

    public void Replace(string file, string text)
    {
        Write($"{file}.new", text);
        File.Move(Path.Combine(Folder, $"{file}.new"), Path.Combine(Folder, file), overwrite: true);
    }

    public void Delete(string file) => File.Delete(Path.Combine(Folder, file));

    public void Dispose() => _folder.Delete(recursive: true);
}
