using System.Buffers;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Simulators.Tests.Rehearse;

/// <summary><c>sim rehearse</c> over a server's own journal.</summary>
public sealed class RehearseJournalTests
{
    private const long Start = 1_795_320_000_000_000_000;

    [Fact]
    public async Task Journal_WithADetection_IsRehearsedWithTheRulesOfAFile()
    {
        using var folder = new TemporaryFolder();
        var inputs = folder.Combine("inputs");
        using (var journal = FileJournal.Open(new FileJournalOptions { Directory = inputs, Name = "inputs" }, NullLogger.Instance))
        {
            Append(journal, Start, """{"ts": 1795320000000, "seq": 1, "events": [{"type": "wrong-way"}]}""");
            Append(journal, Start + 5_000_000_000, """{"ts": 1795320005000, "seq": 2, "vehicles": 3}""");
            journal.Flush(durable: false);
        }

        var rules = folder.Combine("rules.yaml");
        await File.WriteAllTextAsync(rules, """
            rules:
              - {id: wrong-way, title: {vi: Ngược chiều, en: Wrong way}, action: {vi: Xem, en: Look}, owner: o, rationale: r, severity: major, kinds: [camera], condition: {event: {type: wrong-way, clear_for: 1m}}}
            """);

        var result = await Sim.RunAsync("rehearse", inputs, "--city", "vung-tau", "--rules", rules);

        result.ExitCode.Should().Be(ExitCode.Done, "it said: {0}", result.Error);
        result.Lines[0].Should().StartWith("2 messages, 2026-11-22 04:00:00Z to 2026-11-22 04:00:05Z: 1 occurrences");
        result.Lines.Should().ContainMatch("wrong-way *");
    }

    [Fact]
    public async Task Folder_WithoutAJournal_IsSaid()
    {
        using var folder = new TemporaryFolder();
        var result = await Sim.RunAsync("rehearse", folder.Path, "--city", "vung-tau");
        result.ExitCode.Should().Be(ExitCode.BadInput);
        result.Error.Should().Contain("there is no journal in");
    }

    private static void Append(FileJournal journal, long atNanos, string payload)
    {
        var body = new byte[1024];
        var length = MessageFrameWriter.WriteHeader(body);
        length += MessageFrameWriter.Write(
            body.AsSpan(length), DeliveryMarks.None, "ioc/v1/vung-tau/camera/cam-000001"u8, new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(payload)),
            InputInbox.MaxPayload);
        journal.Append(FrameKind.Messages, atNanos, body.AsSpan(0, length));
    }
}
