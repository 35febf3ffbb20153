using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Simulators.Tests.EvidenceTool;

public sealed class EvidenceCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Archive => _folder.Combine("ev.zip");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Verify_OfASoundArchive_Succeeds()
    {
        var sums = Sum("a", "readings/d.csv") + Sum("", "alerts.jsonl");
        Pack(("readings/d.csv", "a"), ("alerts.jsonl", ""), ("SHA256SUMS", sums));

        var result = await Sim.RunAsync("evidence", "verify", Archive);

        result.ExitCode.Should().Be(ExitCode.Done, result.Error);
        result.Lines.Should().Equal($"2 files, all as they left the server; SHA-256 of SHA256SUMS: {Hash(sums)}");
    }

    [Fact]
    public async Task Verify_OfAChangedArchive_NamesEachFile()
    {
        Pack(
            ("readings/d.csv", "changed"), ("more.txt", ""), ("twice", "x"), ("twice", "y"),
            ("SHA256SUMS", Sum("a", "readings/d.csv") + Sum("", "alerts.jsonl") + Sum("x", "twice") + Sum("x", "twice") + "nonsense\n"));

        var result = await Sim.RunAsync("evidence", "verify", Archive);

        result.ExitCode.Should().Be(ExitCode.BadInput);
        result.Lines[..^1].Should().Equal(
            "twice: twice in the archive",
            $"readings/d.csv: wrong, its SHA-256 is {Hash("changed")}",
            "alerts.jsonl: missing",
            "SHA256SUMS:4: twice a second time",
            "SHA256SUMS:5: not a sum and a name",
            "more.txt: extra, not in SHA256SUMS");
        result.Lines[^1].Should().StartWith("3 files, 6 faults");
    }

    [Fact]
    public async Task Verify_OfAnythingElse_IsSaid()
    {
        Pack(("a", ""));
        var other = await Sim.RunAsync("evidence", "verify", Archive);
        await File.WriteAllTextAsync(Archive, "no zip");
        var none = await Sim.RunAsync("evidence", "verify", Archive);
        var absent = await Sim.RunAsync("evidence", "verify", _folder.Combine("absent.zip"));

        other.Error.Should().Contain("has no SHA256SUMS");
        none.Error.Should().Contain("can not be checked");
        absent.Error.Should().Contain("absent.zip");
        new[] { other, none, absent }.Should().AllSatisfy(r => r.ExitCode.Should().Be(ExitCode.BadInput));
    }

    [Fact]
    public async Task Verify_OfAnArchiveWithAnyByteChanged_NeverSucceedsWithOtherContents()
    {
        Pack(("a.csv", "time,metric,value\r\n"), ("SHA256SUMS", Sum("time,metric,value\r\n", "a.csv")));
        var whole = await File.ReadAllBytesAsync(Archive);
        for (var i = 0; i < whole.Length; i++)
        {
            var bytes = whole.ToArray();
            bytes[i] ^= 0x41;
            await File.WriteAllBytesAsync(Archive, bytes);

            var result = await Sim.RunAsync("evidence", "verify", Archive);

            // Times, versions and attributes of an entry are no contents.
            (result.ExitCode == ExitCode.BadInput || result.Output.Contains("1 files, all", StringComparison.Ordinal)).Should().BeTrue($"byte {i}: {result.Error}");
        }
    }

    private void Pack(params (string Name, string Text)[] files)
    {
        File.Delete(Archive);
        using var zip = ZipFile.Open(Archive, ZipArchiveMode.Create);
        foreach (var (name, text) in files)
        {
            using var stream = zip.CreateEntry(name).Open();
            stream.Write(Encoding.UTF8.GetBytes(text));
        }
    }

    private static string Sum(string text, string name) => $"{Hash(text)}  {name}\n";

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
