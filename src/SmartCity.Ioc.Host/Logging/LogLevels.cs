using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace SmartCity.Ioc.Host.Logging;

/// <summary>How much each room says, changeable while it runs. A change is for a time: nobody finds the disk full of yesterday's
/// debugging. Any thread.</summary>
internal sealed class LogLevels : IDisposable
{
    public const string Names = "debug, information, warning, error";

    private static readonly Dictionary<string, LogEventLevel> Levels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["debug"] = LogEventLevel.Debug,
        ["information"] = LogEventLevel.Information,
        ["warning"] = LogEventLevel.Warning,
        ["error"] = LogEventLevel.Error,
    };

    private readonly Lock _gate = new();
    private readonly LogEventLevel _start;
    private readonly LoggingLevelSwitch _all;
    private readonly SortedDictionary<string, Area> _areas = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private DateTimeOffset? _until;
    private ITimer? _return;

    public LogLevels(LogEventLevel start, TimeProvider time)
    {
        _start = start;
        _time = time;
        _all = new LoggingLevelSwitch(start);
        foreach (var (name, room) in new[]
        {
            ("mqtt", "SmartCity.Ioc.Mqtt"), ("ingest", "SmartCity.Ioc.Ingest"), ("storage", "SmartCity.Ioc.Storage"), ("push", "SmartCity.Ioc.Push"),
            ("host", "SmartCity.Ioc.Host"),
        })
        {
            _areas.Add(name, new Area(room, new LoggingLevelSwitch(start)));
        }
    }

    public IEnumerable<string> AreaNames => _areas.Keys;

    /// <summary>When the levels return to those of the start, or null where they stand at these.</summary>
    public DateTimeOffset? Until
    {
        get
        {
            lock (_gate)
            {
                return _until;
            }
        }
    }

    public IReadOnlyDictionary<string, string> Current => _areas.ToDictionary(area => area.Key, area => NameOf(area.Value.Switch.MinimumLevel));

    public static bool TryName(string? name, out LogEventLevel level)
    {
        level = default;
        return name is not null && Levels.TryGetValue(name, out level);
    }

    public void Apply(LoggerConfiguration logging)
    {
        logging.MinimumLevel.ControlledBy(_all);
        foreach (var area in _areas.Values)
        {
            logging.MinimumLevel.Override(area.Room, area.Switch);
        }
    }

    /// <summary>Sets one area, or all where it is null, until the time is over; then all return to the levels of the start.</summary>
    public void Set(string? area, LogEventLevel level, TimeSpan lasting)
    {
        lock (_gate)
        {
            foreach (var (_, changed) in _areas.Where(each => area is null || each.Key == area))
            {
                changed.Switch.MinimumLevel = level;
            }

            _all.MinimumLevel = area is null ? level : _all.MinimumLevel;
            _until = _time.GetUtcNow() + lasting;
            _return?.Dispose();
            _return = _time.CreateTimer(static levels => ((LogLevels)levels!).Return(), this, lasting, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Back to the levels of the start.</summary>
    public void Return()
    {
        lock (_gate)
        {
            _return?.Dispose();
            (_return, _until) = (null, null);
            _all.MinimumLevel = _start;
            foreach (var area in _areas.Values)
            {
                area.Switch.MinimumLevel = _start;
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _return?.Dispose();
        }
    }

    private static string NameOf(LogEventLevel level) => Levels.First(pair => pair.Value == level).Key;

    private sealed record Area(string Room, LoggingLevelSwitch Switch);
}
