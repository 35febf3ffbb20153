using Microsoft.Extensions.Logging;

namespace SmartCity.Ioc.Push.Walls;

/// <summary>
/// The walls that have reported themselves. One that falls silent stays listed until somebody has had time to look, since a dark wall
/// tells nobody that it is dark; it is logged when it falls silent and when it is back.
/// </summary>
public sealed class WallRegister : IAsyncDisposable
{
    /// <summary>Three reports of a page that sends one every five seconds.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(15);

    /// <summary>A wall that was taken down is forgotten after a week.</summary>
    public static readonly TimeSpan ForgottenAfter = TimeSpan.FromDays(7);

    // Ten times a large control room; beyond it the one that is silent for longest gives way.
    private const int Most = 1000;
    private const int LongestText = 200;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, WallStatus> _walls = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ITimer _sweep;

    public WallRegister(TimeProvider time, ILogger<WallRegister> log)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _log = log;
        _sweep = time.CreateTimer(static register => ((WallRegister)register!).Sweep(), this, SweepEvery, SweepEvery);
    }

    /// <summary>By id.</summary>
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

    /// <returns>False where the report names no wall.</returns>
    public bool Take(WallReport report, string? address)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (string.IsNullOrWhiteSpace(report.Id))
        {
            return false;
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
                _walls.Remove(_walls.MinBy(wall => wall.Value.ReportedAt).Key);
            }

            _walls[known.Id!] = new WallStatus(known, address, before?.FirstSeen ?? now, now, IsSilent: false, before?.Order);
            if (before is { IsSilent: true })
            {
                PushLog.WallIsBack(_log, known.Id!, (now - before.ReportedAt).TotalSeconds);
            }

            if (known.SilencedBy is { } by && before?.Report.SilencedBy != by)
            {
                PushLog.WallSilenced(_log, known.Id!, by, known.SilenceReason);
            }
        }

        return true;
    }

    /// <summary>The screen that was sent to a wall, or null.</summary>
    public WallOrder? OrderFor(string? id)
    {
        lock (_lock)
        {
            return id is null ? null : _walls.GetValueOrDefault(Cut(id)!)?.Order;
        }
    }

    /// <summary>Sends a screen to a wall, or with null lets it follow its own address again. Kept as long as the server runs.</summary>
    /// <returns>The wall, or null where none of this name has reported itself.</returns>
    public WallStatus? Send(string id, WallOrder? order)
    {
        ArgumentNullException.ThrowIfNull(id);
        lock (_lock)
        {
            if (!_walls.TryGetValue(id, out var wall))
            {
                return null;
            }

            PushLog.WallOrdered(_log, id, order?.Screen ?? "its own", order?.By);
            return _walls[id] = wall with { Order = order };
        }
    }

    public ValueTask DisposeAsync() => _sweep.DisposeAsync();

    private void Sweep()
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            foreach (var (id, wall) in _walls.ToArray())
            {
                if (now - wall.ReportedAt > ForgottenAfter)
                {
                    _walls.Remove(id);
                }
                else if (!wall.IsSilent && now - wall.ReportedAt > SilentAfter)
                {
                    _walls[id] = wall with { IsSilent = true };
                    PushLog.WallIsSilent(_log, id, wall.Address);
                }
            }
        }
    }

    private static string? Cut(string? text) => text is { Length: > LongestText } ? text[..LongestText] : text;
}
