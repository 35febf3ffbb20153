using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Territory;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Push.State;

/// <summary>
/// The newest state of everything, with a version for each change from one counter. The pipeline writes (its calls take one lock that no
/// reader ever takes), senders and the REST interface read at any time. A version becomes visible at the end of the call that made it,
/// so whoever has read up to <see cref="Version"/> has missed nothing below it.
/// </summary>
public sealed class LiveTable
{

    private readonly CityRegistry _registry;
    private readonly long _zoneWindowNanos;
    private readonly Lock _writing = new();
    private readonly ChangeLog _log;
    private volatile DeviceRow[] _devices = [];
    private volatile ZoneRow[] _zones = [];
    private int _deviceCount;
    private long _version;
    private long _clockNanos;
    private long _registryUpdates;

    public LiveTable(CityRegistry registry, LivePushOptions options)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(options);
        _registry = registry;
        _zoneWindowNanos = options.ZoneWindow.Ticks * 100;
        _log = new ChangeLog(options.ChangeLogSize);
        Alerts = new AlertLane(options.AlertLogSize);
        lock (_writing)
        {
            FollowRegistry();
            Publish();
        }
    }

    /// <summary>Raised on the writer's thread after alert changes; a handler must return at once.</summary>
    internal event Action? AlertsChanged;

    /// <summary>Everything up to here can be read.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>The pipeline's clock at the last batch, nanoseconds since the Unix epoch; 0 before the first.</summary>
    public long ClockNanos => Volatile.Read(ref _clockNanos);

    public int DeviceCount => Volatile.Read(ref _deviceCount);

    internal AlertLane Alerts { get; }

    public int CountOpenAlerts(Severity severity) => Alerts.State.Open.Values.Count(entry => entry.Alert.Severity == severity);

    internal ChangeLog Log => _log;

    internal ReadOnlySpan<DeviceRow> Devices => _devices.AsSpan(0, DeviceCount);

    internal ReadOnlySpan<ZoneRow> Zones => _zones;

    /// <summary>Messages that were accepted: newest value per device and metric, by event time.</summary>
    public void OnAccepted(ReadingBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        lock (_writing)
        {
            FollowRegistry();
            var messages = batch.Messages;
            for (var i = 0; i < messages.Length; i++)
            {
                ref readonly var message = ref messages[i];
                var values = batch.ValuesOf(message);
                var row = _devices[message.Device];
                if (!row.Accepts(message, values))
                {
                    continue;
                }

                row.BeginWrite();
                row.SetTimes(message.MeasuredAtNanos, message.ReceivedAtNanos);
                row.SetValues(message.MeasuredAtNanos, values);
                row.EndWrite(Touch(row));
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
            FollowRegistry();
            var row = _devices[change.Device];
            var before = row.Health;
            if (before == change.To)
            {
                return;
            }

            row.BeginWrite();
            row.SetHealth(change.To);
            row.EndWrite(Touch(row));
            Recount(row.Device.Zone, before, -1, change.To, +1);
            Publish();
        }
    }

    /// <summary>Windows of zones; those of devices and of other lengths are passed over.</summary>
    public void OnWindows(IReadOnlyList<WindowAggregate> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        lock (_writing)
        {
            FollowRegistry();
            for (var i = 0; i < windows.Count; i++)
            {
                var window = windows[i];
                if (window.Scope != AggregateScope.Zone || window.LengthNanos != _zoneWindowNanos)
                {
                    continue;
                }

                var row = _zones[window.Owner];
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
                CountAlert(before, -1);
                CountAlert(transition.Alert, +1);
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
            FollowRegistry();
            Alerts.Restore(openAlerts, lastSequence);
            foreach (var alert in openAlerts)
            {
                CountAlert(alert, +1);
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
            FollowRegistry();
            for (var i = 0; i < _deviceCount; i++)
            {
                var row = _devices[i];
                var check = quality.Of(i);
                var before = row.Health;
                if (check.LastHeardNanos == 0 && check.Health == before)
                {
                    continue;
                }

                row.BeginWrite();
                row.SetHealth(check.Health);
                row.SetTimes(check.NewestEventNanos, check.LastHeardNanos);
                row.EndWrite(Touch(row));
                Recount(row.Device.Zone, before, -1, check.Health, +1);
            }

            Publish();
        }
    }

    /// <summary>Takes a value from history; one that is here already and not older stays.</summary>
    public void Seed(int device, int metric, ReadingPoint reading)
    {
        lock (_writing)
        {
            FollowRegistry();
            var row = _devices[device];
            if (row.HasNewer(metric, reading.TimeNanos))
            {
                return;
            }

            row.BeginWrite();
            row.SetValues(reading.TimeNanos, [new MetricValue(metric, reading.Value)]);
            row.SetTimes(reading.TimeNanos, reading.TimeNanos);
            row.EndWrite(Touch(row));
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

    public ZoneState ReadZone(int zone) => _zones[zone].Read();

    private void TakeDetails(ReadingBatch batch)
    {
        foreach (var attribute in batch.Attributes)
        {
            var row = RowOf(batch, attribute.Message);
            row.BeginWrite();
            var changed = row.SetAttribute(attribute.Name, attribute.Value);
            row.EndWrite(changed ? Touch(row) : row.Version);
        }

        foreach (var location in batch.Locations)
        {
            var row = RowOf(batch, location.Message);
            row.BeginWrite();
            row.SetLocation(location.Location);
            row.EndWrite(Touch(row));
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
            row.EndWrite(Touch(row));
            i = end;
        }
    }

    private DeviceRow RowOf(ReadingBatch batch, int message) => _devices[batch.Messages[message].Device];

    private long Touch(DeviceRow row)
    {
        var version = _log.Next(row.Device.Index);
        for (var zone = row.Device.Zone; zone >= 0; zone = _registry.Zones[zone].Parent)
        {
            _zones[zone].DevicesVersion = version;
        }

        return version;
    }

    private void Publish() => Volatile.Write(ref _version, _log.Assigned);

    /// <summary>Moves a device's health from one count to another in its zone and all above; a zone that looks different gets a version.</summary>
    private void Recount(int zone, DeviceHealth from, int fromBy, DeviceHealth to, int toBy)
    {
        for (; zone >= 0; zone = _registry.Zones[zone].Parent)
        {
            var row = _zones[zone];
            var before = row.Summary;
            row.BeginWrite();
            row.CountDevice(from, fromBy);
            row.CountDevice(to, toBy);
            row.EndWrite(row.Summary == before ? row.Version : _log.Next(-1));
        }
    }

    private void CountAlert(Alert? alert, int by)
    {
        if (alert?.State is not (AlertState.Active or AlertState.Acknowledged or AlertState.Cleared)
            || !_registry.Zones.TryGet(alert.Zone, out var zone))
        {
            return;
        }

        for (var index = zone.Index; index >= 0; index = _registry.Zones[index].Parent)
        {
            _zones[index].BeginWrite();
            _zones[index].CountAlert(alert.Severity, by);
            _zones[index].EndWrite(_log.Next(-1));
        }
    }

    /// <summary>Takes over what the registry has learned since: new zones and devices, and devices that moved.</summary>
    private void FollowRegistry()
    {
        // Each addition and each update counts one in the registry's version, so what is left after the additions are updates.
        var count = _registry.DeviceCount;
        var updates = _registry.Version - count;
        if (count == _deviceCount && updates == _registryUpdates)
        {
            return;
        }

        FollowZones(_registry.Zones);
        var moved = updates != _registryUpdates;
        for (var i = 0; moved && i < _deviceCount; i++)
        {
            Move(_devices[i], _registry.Device(i));
        }

        if (count > _devices.Length)
        {
            var larger = new DeviceRow[Math.Max(count, _devices.Length * 2)];
            _devices.CopyTo(larger, 0);
            _devices = larger;
        }

        for (var i = _deviceCount; i < count; i++)
        {
            var device = _registry.Device(i);
            var row = new DeviceRow(device, _registry.Kinds[device.Kind].Metrics.Count);
            _devices[i] = row;
            Recount(device.Zone, DeviceHealth.Unknown, 0, DeviceHealth.Unknown, +1);
            Enroll(row);
        }

        Volatile.Write(ref _deviceCount, count);
        _registryUpdates = updates;
    }

    private void FollowZones(ZoneTree zones)
    {
        if (_zones.Length == zones.Count)
        {
            return;
        }

        var larger = new ZoneRow[zones.Count];
        _zones.CopyTo(larger, 0);
        for (var i = _zones.Length; i < larger.Length; i++)
        {
            larger[i] = new ZoneRow(i);
            larger[i].BeginWrite();
            larger[i].EndWrite(_log.Next(-1));
        }

        _zones = larger;
    }

    private void Move(DeviceRow row, Device device)
    {
        if (ReferenceEquals(row.Device, device))
        {
            return;
        }

        var from = row.Device.Zone;
        row.Device = device;
        if (from != device.Zone)
        {
            Recount(from, row.Health, -1, row.Health, 0);
            Recount(device.Zone, row.Health, 0, row.Health, +1);
        }

        Enroll(row);
    }

    private void Enroll(DeviceRow row)
    {
        var version = Touch(row);
        row.BeginWrite();
        row.RosterVersion = version;
        row.EndWrite(version);
    }
}
