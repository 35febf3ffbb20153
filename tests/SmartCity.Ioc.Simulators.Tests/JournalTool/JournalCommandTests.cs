using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Simulators.Tests.JournalTool;

public sealed class JournalCommandTests : IDisposable
{
    private const long Second = 1_000_000_000;
    private readonly TemporaryFolder _folder = new();
    private readonly FileJournal _journal;

    public JournalCommandTests()
    {
        _journal = FileJournal.Open(
            new FileJournalOptions { Directory = _folder.Path, Name = "test", SegmentBytes = 200 }, NullLogger.Instance);
        for (var i = 0; i < 10; i++)
        {
            _journal.Append(i == 4 ? FrameKind.Tick : FrameKind.Messages, (1_795_305_600 + i) * Second, new byte[i * 10]);
        }

        _journal.Flush(durable: true);
    }

    public void Dispose()
    {
        _journal.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task List_OfAJournalInUse_ShowsItsFiles()
    {
        var result = await Sim.RunAsync("journal", "list", _folder.Path);
        result.ExitCode.Should().Be(0);
        result.Lines.Should().HaveCountGreaterThan(3);
        result.Lines[0].Should().StartWith("00000000000000000000.journal").And.Contain("2026-11-22T00:00:00.000Z to");
    }

    [Fact]
    public async Task Check_OfASoundJournal_Succeeds()
    {
        var result = await Sim.RunAsync("journal", "check", _folder.Path);
        result.ExitCode.Should().Be(0);
        result.Lines[^1].Should().Contain("10 frames, 0 bytes damaged in 0 places");
    }

    [Fact]
    public async Task Check_OfADamagedJournal_SaysWhere()
    {
        var file = Directory.GetFiles(_folder.Path, "*.journal").Order(StringComparer.Ordinal).First();
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[70] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        var result = await Sim.RunAsync("journal", "check", _folder.Path);
        result.ExitCode.Should().Be(1);
        result.Lines[0].Should().StartWith(file).And.Contain("damaged in 1 places");
        result.Lines[^1].Should().Contain("9 frames");
    }

    [Fact]
    public async Task Export_OfAStretch_WritesItsFrames()
    {
        var result = await Sim.RunAsync(
            "journal", "export", _folder.Path, "--from", "2026-11-22T07:00:03+07:00", "--to", "2026-11-22T00:00:06Z");
        result.ExitCode.Should().Be(0);
        var frames = result.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        frames.Select(f => f.GetProperty("kind").GetString()).Should().Equal("messages", "tick", "messages");
        frames.Select(f => f.GetProperty("body").GetBytesFromBase64().Length).Should().Equal(30, 40, 50);
        frames[0].GetProperty("next").GetInt64().Should().Be(frames[1].GetProperty("position").GetInt64());
    }

    [Fact]
    public async Task Folder_WithoutAJournal_IsSaid()
    {
        var empty = Directory.CreateDirectory(_folder.Combine("empty")).FullName;
        var result = await Sim.RunAsync("journal", "check", empty);
        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("There is no journal in");
    }
}
