using SmartCity.Ioc.Storage.Journals;

namespace SmartCity.Ioc.Storage.Tests.Journals;

public sealed class JournalDiskFullTests
{
    [SkippableFact]
    public async Task Journal_DiskFull_RefusesAndGoesOnWhenThereIsRoom()
    {
        await using var disk = await SmallDisk.MountAsync(1024);
        using var test = new JournalUnderTest(new FileJournalOptions
        {
            Directory = "",
            Name = "test",
            SegmentBytes = 50_000,
            MaxPendingBytes = 20_000,
        }, Path.Combine(disk.Path, "journal"));
        test.Write("before");
        var filler = disk.Fill();
        var kept = new List<string> { "before" };
        var appending = () =>
        {
            for (var i = 0; i < 200; i++)
            {
                var body = $"{i} {new string('x', 500)}";
                test.Append(body);
                kept.Add(body);
            }
        };
        appending.Should().Throw<IOException>("what waits in memory is bounded");
        var flushing = () => test.Journal.Flush(durable: true);
        flushing.Should().Throw<IOException>();
        test.ReadAll().Should().Equal("before");
        test.Journal.Statistics.Failures.Should().BeGreaterThan(0);

        File.Delete(filler);
        flushing.Should().NotThrow();
        test.Write("after");
        test.ReadAll().Should().Equal([.. kept, "after"]);
        test.Reopen();
        test.ReadAll().Should().Equal([.. kept, "after"]);
    }

    [SkippableFact]
    public async Task Journal_KilledWhileTheDiskIsFull_OpensWithWhatWasDurable()
    {
        await using var disk = await SmallDisk.MountAsync(1024);
        var directory = Path.Combine(disk.Path, "journal");
        var test = new JournalUnderTest(directory: directory);
        test.Write("before");
        var filler = disk.Fill();
        test.Append(new string('x', 100_000));
        var flushing = () => test.Journal.Flush(durable: true);
        flushing.Should().Throw<IOException>();
        test.Dispose();

        using var next = new JournalUnderTest(directory: directory);
        next.ReadAll().Should().Equal("before");
        File.Delete(filler);
        next.Write("after");
        next.ReadAll().Should().Equal("before", "after");
    }
}
