using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Storage.Tests.Journals;

public sealed class JournalKillTests
{
    [SkippableFact]
    public async Task Journal_ProcessKilledAgainAndAgain_HoldsEveryFrameThatItSaidWasDurable()
    {
        using var folder = new TemporaryFolder();
        var next = 1L;
        for (var round = 1; round <= 4; round++)
        {
            var durable = await AppendUntilKilledAsync(folder.Path, next, round * 150);
            using var journal = FileJournal.Open(new FileJournalOptions { Directory = folder.Path, Name = "test" }, NullLogger.Instance);
            var numbers = JournalUnderTest.ReadAll(journal)
                .Select(body => long.Parse(body.AsSpan(0, body.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture)).ToList();
            numbers.Should().Equal(Enumerable.Range(1, numbers.Count).Select(n => (long)n), "round {0}", round);
            numbers[^1].Should().BeGreaterThanOrEqualTo(durable);
            journal.Statistics.DamagedPlaces.Should().Be(0);
            next = numbers[^1] + 1;
        }
    }

    private static async Task<long> AppendUntilKilledAsync(string directory, long first, int lines)
    {
        await using var child = ProcessRunner.Start(
            "dotnet", "exec", typeof(JournalKillTests).Assembly.Location, directory, first.ToString(CultureInfo.InvariantCulture));
        await child.Output.WaitForAsync(l => l.Count >= lines, TimeSpan.FromSeconds(60));
        await child.KillAsync();

        // The last line may be cut in the middle by the kill; the one before it is whole.
        return long.Parse(child.Output.Lines[^2], CultureInfo.InvariantCulture);
    }
}
