using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Engine;
using SmartCity.Ioc.Host.Composition;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Storage.Sqlite;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Cities;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Host.Tests.Composition;

public sealed class AlertLogTests : IDisposable
{
    private const long Now = 1_795_000_000_000_000_000;
    private readonly TemporaryFolder _folder = new();
    private readonly AlertEngine _engine;
    private readonly CityRegistry _registry = new(SmallCity.Create(SmallCity.Offline("silent", 1)));
    private SqliteAlertStore _store;
    private AlertSpool _spool;
    private AlertLog _log;

    public AlertLogTests()
    {
        _engine = new AlertEngine(_registry, _registry.City.Rules);
        (_store, _spool, _log) = Open();
    }

    private string Path => System.IO.Path.Combine(_folder.Path, "alerts.db");

    public void Dispose()
    {
        _spool.Dispose();
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Checkpoint_WhileTheStoreIsAway_IsRefusedUntilItHasWhatWasHeldBackAndReadersDoNotWait()
    {
        Frame("cam-1");
        using (Locked())
        {
            Frame("cam-2", stored: false);
            _log.Invoking(log => log.MakeDurable()).Should().Throw<IOException>().WithMessage("1 changes*");
            await _spool.SettleAsync(default);
            _log.Fault.Should().NotBeNull();
        }

        _log.MakeDurable();
        _log.Fault.Should().BeNull();
        _store.LastSequence.Should().Be(2);
    }

    [Fact]
    public async Task Store_LostBetweenTwoStarts_GetsTheOpenAlertsBackWithNewNumbers()
    {
        Frame("cam-1");
        Frame("cam-2");
        _spool.Dispose();
        _store.Dispose();
        File.Delete(Path);
        (_store, _spool, _log) = Open();
        _log.Recovered();

        var mends = Frame();

        mends.Should().OnlyContain(mend => mend.Action == "restored" && mend.By == "system").And.HaveCount(2);
        mends.Select(mend => mend.Sequence).Should().Equal(3, 4);
        (await _store.ListAsync(new AlertQuery(), default)).Alerts.Should().BeEquivalentTo(_engine.Open);
        Frame().Should().BeEmpty("once is enough");
    }

    [Fact]
    public async Task Store_CorruptWhileRunning_GetsTheOpenAlertsBackWithoutTellingTheNewOneTwice()
    {
        Frame("cam-1");
        Damage();
        Frame("cam-2", stored: false);
        StoredAtLast();
        Frame();

        _store.Losses.Should().Be(1);
        var alerts = (await _store.ListAsync(new AlertQuery(), default)).Alerts;
        alerts.Should().BeEquivalentTo(_engine.Open);
        var actions = await _store.SinceAsync(0, 10, default);
        actions.Select(transition => transition.Action).Should().BeEquivalentTo(["raised", "restored"]);
    }

    [Fact]
    public async Task Store_WithMoreThanTheReplayBrought_LeavesNoNewAlertUntoldAndNoOldOneBehind()
    {
        // The input behind the stored alert was lost with the power: the engine knows nothing of it, and would count from 1 again.
        Frame("cam-1");
        var engine = new AlertEngine(_registry, _registry.City.Rules);
        var log = new AlertLog(_store, _spool, engine, NullLogger<AlertLog>.Instance);
        log.Recovered();
        List<AlertTransition> made = [];
        engine.OnHealth(Offline("cam-2"), made);
        made.AddRange(log.Mend(made, Now));
        log.Append(made);
        log.MakeDurable();

        made.Select(transition => transition.Sequence).Should().Equal(2, 3);
        made[1].Action.Should().Be("closed");
        var open = await _store.ListAsync(new AlertQuery([AlertState.Active]), default);
        open.Alerts.Should().BeEquivalentTo(engine.Open).And.ContainSingle().Which.Device.Should().Be("cam-2");
    }

    [Fact]
    public async Task Reader_AfterAnAlertWasShown_FindsItInTheStore()
    {
        var settled = new SettledAlertStore(_store, _spool);
        for (var i = 0; i < 20; i++)
        {
            List<AlertTransition> made = [];
            _engine.OnHealth(Offline(i % 2 == 0 ? "cam-1" : "cam-2"), made);
            _log.Append(made);

            (await settled.SinceAsync(0, 100, default)).Should().HaveCount((int)_engine.LastSequence);
        }
    }

    private (SqliteAlertStore Store, AlertSpool Spool, AlertLog Log) Open()
    {
        var store = new SqliteAlertStore(Path, new ManualTimeProvider(), NullLogger<SqliteAlertStore>.Instance);
        var spool = new AlertSpool(store, NullLogger<AlertSpool>.Instance);
        return (store, spool, new AlertLog(store, spool, _engine, NullLogger<AlertLog>.Instance));
    }

    // A frame as the outputs see it; the device, if any, falls silent in it.
    private IReadOnlyList<AlertTransition> Frame(string? silent = null, bool stored = true)
    {
        List<AlertTransition> made = [];
        if (silent is not null)
        {
            _engine.OnHealth(Offline(silent), made);
        }

        var mends = _log.Mend(made, Now);
        _log.Append([.. made, .. mends]);
        if (stored)
        {
            _log.MakeDurable();
        }

        return mends;
    }

    // The first attempt finds the damage and begins a new store; it may be over before this asks.
    private void StoredAtLast()
    {
        while (_spool.Waiting.Count > 0)
        {
            try
            {
                _log.MakeDurable();
            }
            catch (IOException)
            {
            }
        }
    }

    private HealthChange Offline(string device)
    {
        _registry.TryFindDevice(device, out var index).Should().BeTrue();
        return new HealthChange(index, DeviceHealth.Ok, DeviceHealth.Offline, Now, "silent");
    }

    // Another program that keeps the database to itself; the store gives up waiting for it at once.
    private SqliteConnection Locked()
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        return connection;
    }

    private void Damage()
    {
        using (var connection = new SqliteConnection($"Data Source={Path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            command.ExecuteNonQuery();
        }

        using var file = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Write(new byte[file.Length]);
    }
}
