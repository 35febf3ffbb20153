using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Storage.Tests.Journals;

public sealed class ArchivedJournalTests : IDisposable
{
    private const long Start = 1_795_305_600_000_000_000;
    private readonly TemporaryFolder _folder = new();
    private readonly FileJournal _journal;
    private readonly ArchivedJournal _archive;

    public ArchivedJournalTests()
    {
        _journal = FileJournal.Open(new FileJournalOptions { Directory = _folder.Path, Name = "test", SegmentBytes = 200 }, NullLogger.Instance);
        _archive = new ArchivedJournal(_folder.Path);
        for (var i = 0; i < 20; i++)
        {
            _journal.Append(FrameKind.Messages, Start + i, new byte[50]);
        }

        _journal.Flush(durable: false);
    }

    public void Dispose()
    {
        _journal.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(19)]
    [InlineData(20)]
    public void ReadFrom_BesideTheWriter_GivesEachFrameFromThatTimeOn(int first) =>
        _archive.ReadFrom(Start + first).Select(frame => frame.TimeNanos - Start).Should().Equal(Enumerable.Range(first, 20 - first).Select(i => (long)i));

    [Fact]
    public void Oldest_AfterTheFirstFileIsGone_IsTheNextFiles()
    {
        _archive.OldestNanos().Should().Be(Start);
        File.Delete(Directory.GetFiles(_folder.Path, "*.journal").Order(StringComparer.Ordinal).First());
        _archive.OldestNanos().Should().BeGreaterThan(Start);
    }

    [Fact]
    public void ReadFrom_FileDeletedMeanwhile_IsLeftOut()
    {
        using var frames = _archive.ReadFrom(Start).GetEnumerator();
        frames.MoveNext().Should().BeTrue();
        var files = Directory.GetFiles(_folder.Path, "*.journal").Order(StringComparer.Ordinal).ToArray();
        File.Delete(files[1]);

        var rest = 0;
        while (frames.MoveNext())
        {
            rest++;
        }

        rest.Should().BeInRange(1, 18);
    }

    [Fact]
    public void Oldest_WithoutAFolder_IsNothing() => new ArchivedJournal(_folder.Combine("none")).OldestNanos().Should().BeNull();
}
