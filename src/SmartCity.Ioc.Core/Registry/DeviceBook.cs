using System.Text.Json;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Registry;

/// <summary>
/// What operators made of the registry. Changes come through the journal of inputs like all commands, so that they survive whatever happens to
/// the process and a replay makes them at the same place. Changed by the pipeline's thread; any thread reads <see cref="Page"/>.
/// </summary>
public sealed class DeviceBook
{
    /// <summary>Acts kept for the audit; what is older stands in the journal's archive.</summary>
    private const int MostActs = 10_000;

    private const int MostLetters = 500;
    private const double LeastIntervalSeconds = 0.01;
    private const double MostIntervalSeconds = 366 * 86400;

    private readonly CityRegistry _registry;
    private readonly Dictionary<string, DeviceEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DeviceChange> _places = new(StringComparer.Ordinal);
    private volatile RegistryPage _page = RegistryPage.Empty;
    private long _nextNanos = long.MaxValue;

    public DeviceBook(CityRegistry registry) => _registry = registry;

    public RegistryPage Page => _page;

    /// <summary>Devices whose service may have changed since this was last emptied. The pipeline's thread.</summary>
    internal List<int> Touched { get; } = [];

    /// <returns>Why the changes can not be made, for a person; null where all of them can.</returns>
    public string? Check(IReadOnlyList<DeviceChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var added = new HashSet<string>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            if (Fault(change, added) is { } fault)
            {
                return $"{change.Id}: {fault}";
            }

            added.Add(change.Id);
        }

        return null;
    }

    internal CommandResult Apply(AlertCommand command, string text, long clockNanos)
    {
        var changes = RegistryJson.Read(text);
        if (command.Revision is { } seen && seen != _page.Revision)
        {
            return new CommandResult(command.CommandId, CommandOutcome.Conflict, null, $"The registry is at revision {_page.Revision}, not {seen}.");
        }

        if ((changes is null ? "The changes can not be read." : Check(changes)) is { } fault)
        {
            return new CommandResult(command.CommandId, CommandOutcome.NotAllowed, null, fault);
        }

        var pending = new List<DeviceChange>(_page.Pending);
        foreach (var change in changes!)
        {
            if (change.From is { } from && DeviceEntry.Nanos(from) > clockNanos)
            {
                pending.Add(change);
            }
            else
            {
                Make(change);
            }
        }

        _page = _page with
        {
            Revision = _page.Revision + 1,
            Entries = new Dictionary<string, DeviceEntry>(_entries, StringComparer.Ordinal),
            Places = new Dictionary<string, DeviceChange>(_places, StringComparer.Ordinal),
            Pending = [.. pending.OrderBy(change => change.From)],
            Acts = [.. _page.Acts.Concat(changes.Select(change => new DeviceAct(clockNanos, command.By, command.From, command.Note, change))).TakeLast(MostActs)],
        };
        Arm(clockNanos);
        return new CommandResult(command.CommandId, CommandOutcome.Done, null, null);
    }

    /// <summary>Time goes on: what was to take effect does, and maintenance begins and ends.</summary>
    internal void AdvanceTo(long clockNanos)
    {
        if (clockNanos < _nextNanos)
        {
            return;
        }

        var due = _page.Pending.TakeWhile(change => DeviceEntry.Nanos(change.From!.Value) <= clockNanos).ToList();
        due.ForEach(Make);
        if (due.Count > 0)
        {
            _page = _page with
            {
                Entries = new Dictionary<string, DeviceEntry>(_entries, StringComparer.Ordinal),
                Places = new Dictionary<string, DeviceChange>(_places, StringComparer.Ordinal),
                Pending = [.. _page.Pending.Skip(due.Count)],
            };
        }

        Touched.AddRange(_entries.Values.Where(entry => entry.Maintenance is { Count: > 0 }).Select(entry => IndexOf(entry.Id)).Where(index => index >= 0).Order());
        Arm(clockNanos);
    }

    /// <summary>Why a device does not count now; null where it does. The pipeline's thread.</summary>
    internal string? OutOfServiceAt(int device, long clockNanos) =>
        _entries.TryGetValue(_registry.Device(device).Id, out var entry) ? entry.ReasonAt(clockNanos) : null;

    internal void Save(BinaryWriter writer) => writer.Write(JsonSerializer.Serialize(_page, RegistryJson.Default.RegistryPage));

    internal void Restore(BinaryReader reader, long clockNanos)
    {
        _page = JsonSerializer.Deserialize(reader.ReadString(), RegistryJson.Default.RegistryPage) ?? RegistryPage.Empty;
        foreach (var (id, entry) in _page.Entries)
        {
            _entries[id] = entry;
        }

        foreach (var (id, place) in _page.Places)
        {
            _places[id] = place;
        }

        foreach (var place in _places.Values.OrderBy(place => place.Id, StringComparer.Ordinal))
        {
            Place(place);
        }

        Touched.AddRange(_entries.Keys.Select(IndexOf).Where(index => index >= 0).Order());
        Arm(clockNanos);
    }

    private string? Fault(DeviceChange change, HashSet<string> added)
    {
        if (string.IsNullOrEmpty(change.Id) || change.Id.Length > 64
            || !change.Id.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '.' or '_' or '-'))
        {
            return "an id has 1 to 64 of a-z 0-9 . _ -";
        }

        var isKnown = _registry.TryFindDevice(change.Id, out var index);
        var device = isKnown ? _registry.Device(index) : null;
        return change switch
        {
            _ when added.Contains(change.Id) => "stands twice",
            _ when !isKnown && (change.Zone is null || change.Kind is null) && change.Replaces is null => "a new device needs a zone and a kind",
            { Zone: { } zone } when !_registry.Zones.TryGet(zone, out _) => $"there is no zone '{zone}'",
            { Kind: { } kind } when !_registry.TryFindKind(kind, out _) => $"there is no kind '{kind}'",
            { Kind: { } kind } when device is not null && _registry.Kinds[device.Kind].Id != kind => "a device does not change its kind",
            { Location: { } at } when !(at.Lat is >= -90 and <= 90 && at.Lon is >= -180 and <= 180) =>
                "the position lies beside the earth: latitude is -90 to 90, longitude -180 to 180, in WGS 84",
            _ when Texts(change).Any(text => text?.Length > MostLetters) => $"a name, an owner or a reason has at most {MostLetters} letters",
            { Replaces: { } old } when old == change.Id || !_registry.TryFindDevice(old, out _) => $"there is no other device '{old}' to replace",
            { IntervalSeconds: { } interval } when !(interval is 0 or (>= LeastIntervalSeconds and <= MostIntervalSeconds)) =>
                $"an interval is 0 or {LeastIntervalSeconds} to {MostIntervalSeconds} s",
            { Review: { } review } when review is not ("approved" or "rejected") => "review is approved or rejected",
            { Maintenance: { } windows } when windows.Any(window => window.From >= window.To || window.Reason is not { Length: > 0 }) =>
                "a maintenance window has a beginning, a later end and a reason",
            _ => null,
        };
    }

    private static IEnumerable<string?> Texts(DeviceChange change) =>
        [change.Name?.Vi, change.Name?.En, change.Owner, change.OutOfService, .. change.Maintenance?.Select(window => window.Reason) ?? []];

    private void Make(DeviceChange change)
    {
        if (change.Replaces is { } old && _registry.TryFindDevice(old, out var replaced))
        {
            var before = _registry.Device(replaced);
            change = change with
            {
                Zone = change.Zone ?? _registry.Zones[before.Zone].Id,
                Kind = change.Kind ?? _registry.Kinds[before.Kind].Id,
                Name = change.Name ?? before.Name,
                Location = change.Location ?? before.Location,
                Owner = change.Owner ?? before.Owner,
            };
            Set(Of(old) with { OutOfService = $"replaced by {change.Id}", ReplacedBy = change.Id });
        }

        var entry = Of(change.Id);
        Set(entry with
        {
            Review = change.Review ?? entry.Review,
            OutOfService = change.OutOfService is null ? entry.OutOfService : change.OutOfService.Length == 0 ? null : change.OutOfService,
            Maintenance = change.Maintenance ?? entry.Maintenance,
        });

        var place = _places.GetValueOrDefault(change.Id) is { } earlier
            ? change with
            {
                Zone = change.Zone ?? earlier.Zone,
                Kind = change.Kind ?? earlier.Kind,
                Name = change.Name ?? earlier.Name,
                Location = change.Location ?? earlier.Location,
                Owner = change.Owner ?? earlier.Owner,
                Review = change.Review ?? earlier.Review,
                IntervalSeconds = change.IntervalSeconds ?? earlier.IntervalSeconds,
            }
            : change;
        _places[change.Id] = place;
        Place(place);
        Touch(change.Id);
    }

    // Where an operator put a device, its own topic does not move it again.
    private void Place(DeviceChange change)
    {
        if (!_registry.TryFindDevice(change.Id, out var index))
        {
            if (change.Zone is null || change.Kind is null)
            {
                return;
            }

            index = _registry.Register(change.Zone, change.Kind, change.Id, TimeSpan.FromMinutes(1)).Index;
        }

        var device = _registry.Device(index);
        _registry.Update(device with
        {
            Zone = change.Zone is { } zone && _registry.Zones.TryGet(zone, out var found) ? found.Index : device.Zone,
            Name = change.Name ?? device.Name,
            Location = change.Location ?? device.Location,
            Owner = change.Owner ?? device.Owner,
            DeclaredInterval = change.IntervalSeconds switch
            {
                null => device.DeclaredInterval,
                0 => index < _registry.City.Devices.Count ? _registry.City.Devices[index].Interval : null,
                { } seconds => TimeSpan.FromSeconds(seconds),
            },
            IsPlaced = device.IsPlaced || change.Zone is not null,
            IsRejected = change.Review is { } review ? review == "rejected" : device.IsRejected,
        });
    }

    private void Set(DeviceEntry entry)
    {
        _entries[entry.Id] = entry;
        Touch(entry.Id);
    }

    private void Touch(string id)
    {
        if (IndexOf(id) is var index and >= 0)
        {
            Touched.Add(index);
        }
    }

    private DeviceEntry Of(string id) => _entries.GetValueOrDefault(id) ?? new DeviceEntry(id);

    private int IndexOf(string id) => _registry.TryFindDevice(id, out var index) ? index : -1;

    private void Arm(long clockNanos) => _nextNanos = Math.Min(
        _page.Pending.Count > 0 ? DeviceEntry.Nanos(_page.Pending[0].From!.Value) : long.MaxValue,
        _entries.Values.Select(entry => entry.NextEdgeNanos(clockNanos)).DefaultIfEmpty(long.MaxValue).Min());
}
