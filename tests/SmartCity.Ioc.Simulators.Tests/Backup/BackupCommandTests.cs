using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Simulators.Tests.Backup;

public sealed class BackupCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public BackupCommandTests()
    {
        using var journal = FileJournal.Open(new FileJournalOptions { Directory = Path.Combine(Data, "inputs"), Name = "inputs" }, NullLogger.Instance);
        for (var i = 0; i < 100; i++)
        {
            journal.Append(FrameKind.Messages, 1, Encoding.UTF8.GetBytes($"message {i}"));
        }

        Directory.CreateDirectory(City);
        File.WriteAllText(Path.Combine(City, "zones.yaml"), "zones: []\n");
    }

    private string Data => _folder.Combine("data");

    private string City => _folder.Combine("my-city");

    private string Archive => _folder.Combine("ioc.zip");

    private string Restored => _folder.Combine("restored");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Backup_Restored_IsWhatItWas()
    {
        var backup = await Sim.RunAsync("backup", Data, Archive, "--city", City);
        var check = await Sim.RunAsync("restore", Archive, "--check");
        Directory.Exists(Restored).Should().BeFalse("it was only checked");
        var restore = await Sim.RunAsync("restore", Archive, Restored);

        backup.ExitCode.Should().Be(ExitCode.Done, backup.Error);
        backup.Output.Should().StartWith($"{Archive}: 2 files, ");
        check.ExitCode.Should().Be(ExitCode.Done, check.Error);
        check.Output.Should().Contain("SmartCity.Ioc 0.").And.EndWith("whole\n");
        restore.ExitCode.Should().Be(ExitCode.Done, restore.Error);
        restore.Output.Should().Contain(Restored);
        (await File.ReadAllTextAsync(Path.Combine(Restored, "city", "zones.yaml"))).Should().Be("zones: []\n");
        Messages(Restored).Should().Equal(Enumerable.Range(0, 100).Select(i => $"message {i}"));
        Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Should().BeEquivalentTo("data", "my-city", "ioc.zip", "restored");
    }

    [Fact]
    public async Task Backup_OfARestoredDirectory_TakesTheCityFromIt()
    {
        await Sim.RunAsync("backup", Data, Archive, "--city", City);
        await Sim.RunAsync("restore", Archive, Restored);
        File.Delete(Archive);
        (await Sim.RunAsync("backup", Restored, Archive)).ExitCode.Should().Be(ExitCode.Done);
        using var zip = ZipFile.OpenRead(Archive);
        zip.Entries.Select(entry => entry.FullName).Should().Equal(
            "data/inputs/00000000000000000000.journal", "city/zones.yaml", "manifest.json", "SHA256SUMS");
    }

    [Fact]
    public async Task Backup_ThatCanNotBe_IsSaidAndLeavesNothing()
    {
        (await Sim.RunAsync("backup", City, Archive)).Error.Should().Contain("is not the data directory of a server");
        (await Sim.RunAsync("backup", Data, Archive, "--city", _folder.Combine("none"))).Error.Should().Contain("the city's folder");
        await File.WriteAllTextAsync(Path.Combine(Data, "alerts.db"), new string('x', 5000));
        (await Sim.RunAsync("backup", Data, Archive, "--city", City)).Error.Should().Contain("alerts.db' is damaged");
        File.Delete(Path.Combine(Data, "alerts.db"));
        await File.WriteAllTextAsync(Archive, "mine");
        (await Sim.RunAsync("backup", Data, Archive, "--city", City)).Error.Should().Contain("exists already");
        (await File.ReadAllTextAsync(Archive)).Should().Be("mine");
        Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Should().BeEquivalentTo("data", "my-city", "ioc.zip");
    }

    [Fact]
    public async Task Restore_IntoADirectoryWithSomethingInIt_IsRefused()
    {
        await Sim.RunAsync("backup", Data, Archive, "--city", City);
        var result = await Sim.RunAsync("restore", Archive, Data);
        result.ExitCode.Should().Be(ExitCode.BadInput);
        result.Error.Should().Contain("is not empty");
        (await Sim.RunAsync("restore", Archive)).ExitCode.Should().Be(ExitCode.Usage);
        Directory.CreateDirectory(Restored);
        (await Sim.RunAsync("restore", Archive, Restored)).ExitCode.Should().Be(ExitCode.Done, "an empty one will do");
    }

    [Fact]
    public async Task Archive_CutOrFlippedAnywhere_IsRefusedOrRestoresTheSame()
    {
        await Sim.RunAsync("backup", Data, Archive, "--city", City);
        var whole = await File.ReadAllBytesAsync(Archive);
        for (var at = 0; at < whole.Length; at += 23)
        {
            await File.WriteAllBytesAsync(Archive, whole[..at]);
            (await Sim.RunAsync("restore", Archive, Restored)).ExitCode.Should().Be(ExitCode.BadInput, "it is cut at {0}", at);
            Directory.Exists(Restored).Should().BeFalse();
            var flipped = (byte[])whole.Clone();
            flipped[at] ^= 0x10;
            await File.WriteAllBytesAsync(Archive, flipped);
            var result = await Sim.RunAsync("restore", Archive, Restored);
            if (result.ExitCode == ExitCode.Done)
            {
                // A time or an attribute, which mean nothing here.
                Messages(Restored).Should().HaveCount(100);
                Directory.Delete(Restored, recursive: true);
            }
            else
            {
                result.ExitCode.Should().Be(ExitCode.BadInput);
                result.Error.Should().StartWith("sim: ").And.NotContain("   at ");
                Directory.Exists(Restored).Should().BeFalse("the archive is flipped at {0}", at);
            }
        }
    }

    [Theory]
    [InlineData("format", "\"smartcity-ioc-backup-2\"", "its format is 2; this version reads up to 1")]
    [InlineData("format", "\"smartcity-ioc-evidence-1\"", "its format is 'smartcity-ioc-evidence-1'")]
    [InlineData("formats", """{"history.db": 99}""", "its history.db has version 99; this version of the server reads up to 1")]
    [InlineData("formats", "null", "is not one of a backup")]
    [InlineData("files", "5", "can not be read")]
    public async Task Archive_OfAnotherFormat_IsRefusedByNameAndVersion(string member, string value, string said)
    {
        await Sim.RunAsync("backup", Data, Archive, "--city", City);
        Repack(manifest => manifest[member] = JsonNode.Parse(value));
        var result = await Sim.RunAsync("restore", Archive, Restored);
        result.ExitCode.Should().Be(ExitCode.BadInput);
        result.Error.Should().Contain(said);
        Directory.Exists(Restored).Should().BeFalse();
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("data/../../evil")]
    [InlineData("/etc/evil")]
    [InlineData("data//evil")]
    [InlineData("data/a\\..\\evil")]
    public async Task Archive_WithAFileThatClimbsOut_IsRefused(string name)
    {
        await Sim.RunAsync("backup", Data, Archive, "--city", City);
        Repack(_ => { }, (name, "evil"));
        var result = await Sim.RunAsync("restore", Archive, Restored);
        result.ExitCode.Should().Be(ExitCode.BadInput);
        result.Error.Should().Contain($"a file in it is called '{name}'");
        File.Exists(_folder.Combine("evil")).Should().BeFalse();
        Directory.Exists(Restored).Should().BeFalse();
    }

    private static List<string> Messages(string data)
    {
        var journal = JournalArchive.Open(Path.Combine(data, "inputs"));
        return [.. journal.Read(0).Select(frame => Encoding.UTF8.GetString(frame.Body.Span))];
    }

    // Another content with sums that agree.
    private void Repack(Action<JsonObject> change, params (string Name, string Text)[] more)
    {
        var files = new Dictionary<string, byte[]>();
        using (var zip = ZipFile.OpenRead(Archive))
        {
            foreach (var entry in zip.Entries.Where(e => e.FullName != "SHA256SUMS"))
            {
                using var content = new MemoryStream();
                using var stream = entry.Open();
                stream.CopyTo(content);
                files[entry.FullName] = content.ToArray();
            }
        }

        var manifest = JsonNode.Parse(files["manifest.json"])!.AsObject();
        change(manifest);
        files["manifest.json"] = Encoding.UTF8.GetBytes(manifest.ToJsonString());
        foreach (var (name, text) in more)
        {
            files[name] = Encoding.UTF8.GetBytes(text);
        }

        files["SHA256SUMS"] = Encoding.UTF8.GetBytes(string.Concat(files.Select(f => $"{Convert.ToHexStringLower(SHA256.HashData(f.Value))}  {f.Key}\n")));
        File.Delete(Archive);
        using var target = ZipFile.Open(Archive, ZipArchiveMode.Create);
        foreach (var (name, content) in files)
        {
            using var stream = target.CreateEntry(name).Open();
            stream.Write(content);
        }
    }
}
