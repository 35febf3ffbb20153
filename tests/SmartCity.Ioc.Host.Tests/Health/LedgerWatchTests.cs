using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Host.Health;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Host.Tests.Health;

public sealed class LedgerWatchTests
{
    private const long Minute = 60_000_000_000;
    private readonly Ledger _ledger = new();
    private readonly LedgerWatch _watch;

    public LedgerWatchTests() => _watch = new LedgerWatch(_ledger, NullLogger<LedgerWatch>.Instance);

    [Fact]
    public void Watch_LedgerThatAddsUp_HasNothingToSay()
    {
        _ledger.Count(LedgerEntry.Received, Minute, 3);
        _ledger.Count(LedgerEntry.Accepted, Minute, 2);
        _ledger.Count(LedgerEntry.Duplicate, Minute, 1);
        Look(Minute);
        _watch.Fault.Should().BeNull();
    }

    [Fact]
    public void Watch_MessageThatNobodyAnswersFor_IsSaidAndStays()
    {
        Look(Minute);
        _ledger.Count(LedgerEntry.Received, Minute, 3);
        _ledger.Count(LedgerEntry.Accepted, Minute, 2);
        Look(Minute + 1);
        _watch.Fault.Should().BeNull("it looks every ten seconds");

        Look(Minute + 10_000_000_000);
        _watch.Fault.Should().Be("of 3 messages received, 1 are not accounted for");
        Look(10 * Minute);
        _watch.Fault.Should().NotBeNull();
    }

    private void Look(long clockNanos) => _watch.FrameDone(new JournalPosition(1), clockNanos, recovering: false);
}
