using Microsoft.Extensions.Logging;
using SmartCity.Ioc.TimeSeries;
using SmartCity.Ioc.Walls;

namespace SmartCity.Ioc.Push.Walls;

/// <summary>
/// The walls that have reported themselves, kept over restarts. One that falls silent stays listed until somebody has had time to look,
/// and one with a name until it is retired, since a dark wall tells nobody that it is dark.
/// </summary>
public sealed class WallRegister : IAsyncDisposable
{
    /// <summary>Three reports of a page that sends one every five seconds.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(15);

    /// <summary>A page without a name is forgotten after a week.</summary>
    public static readonly TimeSpan ForgottenAfter = TimeSpan.FromDays(7);

    /// <summary>Who retired a wall, and why, can be read for a year.</summary>
    public static readonly TimeSpan RetiredFor = TimeSpan.FromDays(365);

    // Ten times a large control room; beyond it one that nobody expects gives way first, and of those the one that is silent for longest.
    private const int Most = 1000;
    private const int LongestText = 200;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(5);

    // A restart that finds a wall's last report a little too early does no harm; 1,000 rows every five seconds would.
    private static readonly TimeSpan SaveEvery = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Lock _saving = new();
    private readonly Dictionary<string, WallStatus> _walls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _savedAt = new(StringComparer.Ordinal);
    private readonly HashSet<string> _forgotten = new(StringComparer.Ordinal);
    private readonly IWallStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ITimer _sweep;
    private bool _isRestored;
    private bool _isStoreAway;

    public WallRegister(IWallStore store, TimeProvider time, ILogger<WallRegister> log)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(time);
        (_store, _time, _log) = (store, time, log);
        Since = time.GetUtcNow();
        KeepUp(all: false);
        _sweep = time.CreateTimer(static register => ((WallRegister)register!).Sweep(), this, SweepEvery, SweepEvery);
    }

    /// <summary>From when on walls could report: one that is known from before has had no chance earlier.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>By id, retired ones too.</summary>
    public IReadOnlyList<WallStatus> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _walls.Values.OrderBy(wall => wall.Report.Id, StringComparer.Ordinal)];
            }
        }
    }

    /// <returns>The wall; null where the report names none.</returns>
    public WallStatus? Take(WallReport report, string? address)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (string.IsNullOrWhiteSpace(report.Id))
        {
            return null;
        }

        var known = report with
        {
            Id = Cut(report.Id),
            Screen = Cut(report.Screen),
            SilencedBy = Cut(report.SilencedBy),
            SilenceReason = Cut(report.SilenceReason),
        };
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            var before = _walls.GetValueOrDefault(known.Id!);
            if (before is null && _walls.Count == Most)
            {
                Forget(_walls.Values.MinBy(wall => (wall.IsExpected, wall.ReportedAt))!.Report.Id!);
            }

            var wall = _walls[known.Id!] = new WallStatus(
                known, address, before?.FirstSeen ?? now, now, HasReported: true, IsSilent: false, before?.Sent ?? new WireTotals(), before?.Order);
            _forgotten.Remove(known.Id!);
            if (before is { Retired: { } retirement })
            {
                _savedAt.Remove(known.Id!);
                PushLog.WallIsUsedAgain(_log, known.Id!, retirement.By);
            }
            else if (before is { IsSilent: true, HasReported: true })
            {
                PushLog.WallIsBack(_log, known.Id!, (now - before.ReportedAt).TotalSeconds);
            }

            if (known.SilencedBy is { } by && before?.Report.SilencedBy != by)
            {
                PushLog.WallSilenced(_log, known.Id!, by, known.SilenceReason);
            }

            return wall;
        }
    }

    /// <summary>Sends a screen to a wall, or with null lets it follow its own address again.</summary>
    /// <param name="by">Who.</param>
    /// <param name="from">Address and program.</param>
    /// <returns>The wall, or null where none of this name has reported itself.</returns>
    /// <exception cref="StoreUnavailableException">The disk refuses; nothing is changed.</exception>
    public WallStatus? Send(string id, WallOrder? order, string by, string? from)
    {
        var wall = Act(id, wall => wall with { Order = order }, order is null ? "released" : "sent", by, from, order?.Screen);
        if (wall is not null)
        {
            PushLog.WallOrdered(_log, id, order?.Screen ?? "its own", by);
        }

        return wall;
    }

    /// <summary>Takes a wall out of use: nobody misses it any more. It is in use again when it reports again.</summary>
    /// <param name="from">Address and program.</param>
    /// <returns>The wall, or null where none of this name has reported itself.</returns>
    /// <exception cref="StoreUnavailableException">The disk refuses; nothing is changed.</exception>
    public WallStatus? Retire(string id, WallRetirement retirement, string? from)
    {
        ArgumentNullException.ThrowIfNull(retirement);
        var wall = Act(id, wall => wall with { Order = null, Retired = retirement }, "retired", retirement.By, from, retirement.Note);
        if (wall is not null)
        {
            PushLog.WallRetired(_log, id, retirement.By, retirement.Note);
        }

        return wall;
    }

    public async ValueTask DisposeAsync()
    {
        await _sweep.DisposeAsync().ConfigureAwait(false);
        KeepUp(all: true);
    }

    private WallStatus? Find(string id)
    {
        lock (_lock)
        {
            return _walls.GetValueOrDefault(id);
        }
    }

    private WallStatus? Act(string id, Func<WallStatus, WallStatus> change, string action, string by, string? from, string? note)
    {
        ArgumentNullException.ThrowIfNull(id);
        lock (_saving)
        {
            if (Find(id) is not { } wall)
            {
                return null;
            }

            var now = _time.GetUtcNow();
            _store.Save([change(wall).Known], [], new WallAct(id, now, action, by, from, note));
            lock (_lock)
            {
                // It may have reported meanwhile, which stands.
                _savedAt[id] = now;
                return _walls[id] = change(_walls.GetValueOrDefault(id) ?? wall);
            }
        }
    }

    private void Sweep()
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            foreach (var (id, wall) in _walls.ToArray())
            {
                if (IsForgotten(wall, now))
                {
                    Forget(id);
                }
                else if (!wall.IsSilent && now - wall.ReportedAt > SilentAfter)
                {
                    _walls[id] = wall with { IsSilent = true };
                    PushLog.WallIsSilent(_log, id, wall.Address);
                }
            }
        }

        KeepUp(all: false);
    }

    private static bool IsForgotten(WallStatus wall, DateTimeOffset now) =>
        wall.Retired is { } retirement ? now - retirement.At > RetiredFor : !wall.IsExpected && now - wall.ReportedAt > ForgottenAfter;

    private void Forget(string id)
    {
        _walls.Remove(id);
        _savedAt.Remove(id);
        _forgotten.Add(id);
    }

    /// <summary>Reads what was kept, until it could be read once; then keeps what is new, or not kept for a while.</summary>
    /// <param name="all">Whatever has changed at all.</param>
    private void KeepUp(bool all)
    {
        lock (_saving)
        {
            try
            {
                Restore();
                Save(all);
                if (_isStoreAway)
                {
                    _isStoreAway = false;
                    PushLog.WallStoreIsBack(_log);
                }
            }
            catch (StoreUnavailableException e) when (!_isStoreAway)
            {
                _isStoreAway = true;
                PushLog.WallStoreIsAway(_log, e);
            }
            catch (StoreUnavailableException)
            {
                // Said when it began; the next sweep tries again.
            }
        }
    }

    private void Restore()
    {
        if (_isRestored)
        {
            return;
        }

        var kept = _store.Read();
        lock (_lock)
        {
            foreach (var wall in kept)
            {
                // One that has reported meanwhile says more.
                if (_walls.TryAdd(wall.Id, WallStatus.Of(wall)))
                {
                    _savedAt.Add(wall.Id, wall.ReportedAt);
                }
            }
        }

        _isRestored = true;
    }

    private void Save(bool all)
    {
        var now = _time.GetUtcNow();
        List<KnownWall> changed;
        string[] forgotten;
        lock (_lock)
        {
            changed = [.. _walls.Values
                .Where(wall => !_savedAt.TryGetValue(wall.Report.Id!, out var saved)
                    || (wall.ReportedAt > saved && (all || now - saved >= SaveEvery)))
                .Select(wall => wall.Known)];
            forgotten = [.. _forgotten];
        }

        if (changed.Count + forgotten.Length == 0)
        {
            return;
        }

        _store.Save(changed, forgotten);
        lock (_lock)
        {
            _forgotten.ExceptWith(forgotten);
            foreach (var wall in changed)
            {
                _savedAt[wall.Id] = now;
            }
        }
    }

    private static string? Cut(string? text) => text is { Length: > LongestText } ? text[..LongestText] : text;
}
