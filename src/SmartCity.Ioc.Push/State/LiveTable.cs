using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Push.State;

/// <summary>
/// The newest state of everything, with a version for each change from one counter. The pipeline writes (its calls take one lock that no
/// reader ever takes), senders and the REST interface read at any time. A version becomes visible at the end of the call that made it,
/// so whoever has read up to <see cref="Version"/> has missed nothing below it.
/// </summary>
public sealed class LiveTable
{
    private readonly long _zoneWindowNanos;
    private readonly Lock _writing = new();
    private readonly ChangeLog _log;
    private readonly LiveRows _rows;
    private long _version;
    private long _clockNanos;

    public LiveTable(CityRegistry registry, LivePushOptions options)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(options);
        _zoneWindowNanos = options.ZoneWindow.Ticks * 100;
        _log = new ChangeLog(options.ChangeLogSize);
        _rows = new LiveRows(registry, _log);
        Alerts = new AlertLane(options.AlertLogSize);
        lock (_writing)
        {
            _rows.Follow();
            Publish();
        }
    }

    /// <summary>Raised on the writer's thread after alert changes; a handler must return at once.</summary>
    internal event Action? AlertsChanged;

    /// <summary>Everything up to here can be read.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>The pipeline's clock at the last batch, nanoseconds since the Unix epoch; 0 before the first.</summary>
    public long ClockNanos => Volatile.Read(ref _clockNanos);

    public int DeviceCount => _rows.DeviceCount;

    internal AlertLane Alerts { get; }

    public int CountOpenAlerts(Severity severity) => Alerts.State.Open.Values.Count(entry => entry.Alert.Severity == severity);

    internal ChangeLog Log => _log;

    internal ReadOnlySpan<DeviceRow> Devices => _rows.Devices;

    internal ReadOnlySpan<ZoneRow> Zones => _rows.Zones;

    /// <summary>Messages that were accepted: newest value per device and metric, by event time.</summary>
    public void OnAccepted(ReadingBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        lock (_writing)
        {
            _rows.Follow();
            var messages = batch.Messages;
            var devices = _rows.Devices;
            for (var i = 0; i < messages.Length; i++)
            {
                ref readonly var message = ref messages[i];
                var values = batch.ValuesOf(message);
                var row = devices[message.Device];
                if (!row.Accepts(message, values))
                {
                    continue;
                }

                row.BeginWrite();
                row.SetTimes(message.MeasuredAtNanos, message.ReceivedAtNanos);
                row.SetValues(message.MeasuredAtNanos, values);
                row.EndWrite(_rows.Touch(row));
            }

            if (batch.Attributes.Count + batch.Events.Count + batch.Locations.Count > 0)
            {
                TakeDetails(batch);
            }

            Volatile.Write(ref _clockNanos, Math.Max(_clockNanos, batch.ClockNanos));
            Publish();
        }
    }

    public void OnHealth(HealthChange change)
    {
        lock (_writing)
        {
            _rows.Follow();
            var row = _rows.Devices[change.Device];
            var before = row.Health;
            if (before == change.To)
            {
                return;
            }

            row.BeginWrite();
            row.SetHealth(change.To);
            row.EndWrite(_rows.Touch(row));
            _rows.Recount(row.Device.Zone, before, -1, change.To, +1);
            Publish();
        }
    }

    /// <summary>Windows of zones; those of devices and of other lengths are passed over.</summary>
    public void OnWindows(IReadOnlyList<WindowAggregate> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        lock (_writing)
        {
            _rows.Follow();
            for (var i = 0; i < windows.Count; i++)
            {
                var window = windows[i];
                if (window.Scope != AggregateScope.Zone || window.LengthNanos != _zoneWindowNanos)
                {
                    continue;
                }

                var row = _rows.Zones[window.Owner];
                if (row.Accepts(window))
                {
                    row.BeginWrite();
                    row.Set(window);
                    row.EndWrite(_log.Next(-1));
                }
            }

            Publish();
        }
    }

    /// <summary>Alert changes in order; one that is already known (a replay after a start) changes nothing.</summary>
    public void OnAlerts(IReadOnlyList<AlertTransition> transitions)
    {
        ArgumentNullException.ThrowIfNull(transitions);
        var any = false;
        lock (_writing)
        {
            for (var i = 0; i < transitions.Count; i++)
            {
                var transition = transitions[i];
                if (transition.Sequence <= Alerts.LastSequence)
                {
                    continue;
                }

                var before = Alerts.Add(transition);
                _rows.CountAlert(before, -1);
                _rows.CountAlert(transition.Alert, +1);
                any = true;
            }

            Publish();
        }

        if (any)
        {
            AlertsChanged?.Invoke();
        }
    }

    /// <summary>What stood when the server stopped. Called once, before the first change.</summary>
    /// <param name="lastSequence">The highest sequence in the alert store: what a replay repeats up to it is ignored.</param>
    public void Restore(IReadOnlyCollection<Alert> openAlerts, long lastSequence)
    {
        ArgumentNullException.ThrowIfNull(openAlerts);
        lock (_writing)
        {
            _rows.Follow();
            Alerts.Restore(openAlerts, lastSequence);
            foreach (var alert in openAlerts)
            {
                _rows.CountAlert(alert, +1);
            }

            Publish();
        }

        AlertsChanged?.Invoke();
    }

    /// <summary>Takes over the devices' health from a pipeline that was restored: it tells changes only, and these were told to another
    /// process.</summary>
    public void Seed(QualityView quality)
    {
        ArgumentNullException.ThrowIfNull(quality);
        lock (_writing)
        {
            _rows.Follow();
            for (var i = 0; i < _rows.DeviceCount; i++)
            {
                var row = _rows.Devices[i];
                var check = quality.Of(i);
                var before = row.Health;
                if (check.LastHeardNanos == 0 && check.Health == before)
                {
                    continue;
                }

                row.BeginWrite();
                row.SetHealth(check.Health);
                row.SetTimes(check.NewestEventNanos, check.LastHeardNanos);
                row.EndWrite(_rows.Touch(row));
                _rows.Recount(row.Device.Zone, before, -1, check.Health, +1);
            }

            Publish();
        }
    }

    /// <summary>Takes a value from history; one that is here already and not older stays.</summary>
    public void Seed(int device, int metric, ReadingPoint reading)
    {
        lock (_writing)
        {
            _rows.Follow();
            var row = _rows.Devices[device];
            if (row.HasNewer(metric, reading.TimeNanos))
            {
                return;
            }

            row.BeginWrite();
            row.SetValues(reading.TimeNanos, [new MetricValue(metric, reading.Value)]);
            row.SetTimes(reading.TimeNanos, reading.TimeNanos);
            row.EndWrite(_rows.Touch(row));
            Publish();
        }
    }

    /// <summary>Copies a device's state.</summary>
    /// <returns>False when there is no such device.</returns>
    public bool TryRead(int device, DeviceState into)
    {
        ArgumentNullException.ThrowIfNull(into);
        var rows = Devices;
        if ((uint)device >= (uint)rows.Length)
        {
            return false;
        }

        rows[device].Read(into);
        return true;
    }

    public ZoneState ReadZone(int zone) => _rows.Zones[zone].Read();

    private void TakeDetails(ReadingBatch batch)
    {
        foreach (var attribute in batch.Attributes)
        {
            var row = RowOf(batch, attribute.Message);
            row.BeginWrite();
            var changed = row.SetAttribute(attribute.Name, attribute.Value);
            row.EndWrite(changed ? _rows.Touch(row) : row.Version);
        }

        foreach (var location in batch.Locations)
        {
            var row = RowOf(batch, location.Message);
            row.BeginWrite();
            row.SetLocation(location.Location);
            row.EndWrite(_rows.Touch(row));
        }

        for (var i = 0; i < batch.Events.Count;)
        {
            var message = batch.Events[i].Message;
            var end = i;
            while (end < batch.Events.Count && batch.Events[end].Message == message)
            {
                end++;
            }

            var events = new string[end - i];
            for (var e = 0; e < events.Length; e++)
            {
                events[e] = batch.Events[i + e].Json;
            }

            var row = RowOf(batch, message);
            row.BeginWrite();
            row.SetEvents(events);
            row.EndWrite(_rows.Touch(row));
            i = end;
        }
    }

    private DeviceRow RowOf(ReadingBatch batch, int message) => _rows.Devices[batch.Messages[message].Device];

    private void Publish() => Volatile.Write(ref _version, _log.Assigned);
}
