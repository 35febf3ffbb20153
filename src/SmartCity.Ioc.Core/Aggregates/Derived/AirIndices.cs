using SmartCity.Ioc.City;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Aggregates.Derived;

/// <summary>
/// Vietnam's air quality index of each station by hour and by day, from its one-hour windows: when they close, and again when a late reading
/// corrects one (a NowCast takes part in the twelve hours from its own on). Used by one thread.
/// </summary>
internal sealed class AirIndices
{
    private const long HourNanos = 3_600_000_000_000;

    private static readonly string[] Roles = ["pm25", "pm10", "so2", "no2", "co", "o3"];

    private readonly CityRegistry _registry;
    private readonly Recipe?[] _byKind;
    private readonly Dictionary<int, AirHours> _stations = [];
    private readonly HashSet<(int Device, long Hour)> _hours = [];
    private readonly HashSet<(int Device, long StartNanos, long LengthNanos)> _days = [];

    public AirIndices(CityRegistry registry)
    {
        _registry = registry;
        _byKind = [.. registry.City.Kinds.Select(kind => Recipe.Of(kind, registry))];
    }

    public void Take(in WindowAggregate window)
    {
        if (window.Scope != AggregateScope.Device || window.Kind >= _byKind.Length || _byKind[window.Kind] is not { } recipe
            || !recipe.Roles.TryGetValue(window.Metric, out var role))
        {
            return;
        }

        if (window.LengthNanos == HourNanos)
        {
            if (!_stations.TryGetValue(window.Owner, out var station))
            {
                _stations.Add(window.Owner, station = new AirHours());
            }

            var hour = window.StartNanos / HourNanos;
            if (station.Set(hour, role.Role, window.Mean * role.Factor))
            {
                _hours.Add((window.Owner, hour));
            }
        }
        else if (window.LengthNanos > HourNanos)
        {
            _days.Add((window.Owner, window.StartNanos, window.LengthNanos));
        }
    }

    /// <summary>To be called when all windows of a moment of the clock were taken.</summary>
    public void Give(long clockNanos, DerivedOutput output)
    {
        if (_hours.Count + _days.Count == 0)
        {
            return;
        }

        // By ids: neither a set nor an index has an order that a restart keeps.
        foreach (var (device, hour) in _hours.OrderBy(h => h.Hour).ThenBy(h => _registry.Device(h.Device).Id, StringComparer.Ordinal))
        {
            GiveHours(device, hour, clockNanos, output);
        }

        foreach (var (device, start, length) in _days.OrderBy(d => d.StartNanos).ThenBy(d => _registry.Device(d.Device).Id, StringComparer.Ordinal))
        {
            GiveDay(device, start, length, clockNanos, output);
        }

        _hours.Clear();
        _days.Clear();
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_stations.Count);
        foreach (var (device, station) in _stations)
        {
            writer.Write(device);
            station.Save(writer);
        }
    }

    public void Restore(BinaryReader reader, IndexMap map)
    {
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var device = map.Devices[reader.ReadInt32()];
            var station = AirHours.Restore(reader);
            if (device >= 0)
            {
                _stations[device] = station;
            }
        }
    }

    private void GiveHours(int device, long hour, long clockNanos, DerivedOutput output)
    {
        var kind = _registry.Device(device).Kind;
        var station = _stations[device];
        if (_byKind[kind]!.Hourly is not { } metric)
        {
            return;
        }

        for (var at = hour; at <= Math.Min(station.Newest, hour + Indices.VnAqi.NowCastHours - 1); at++)
        {
            // A later hour has to be given out by itself before it can be corrected.
            var isFirst = !station.Has(at) || double.IsNaN(station.Given(at));
            if (!station.Has(at) || (isFirst && at != hour))
            {
                continue;
            }

            var value = station.Hour(at);
            if (double.IsNaN(value) || value == station.Given(at))
            {
                continue;
            }

            var revision = isFirst ? 0 : ++station.Revision(at);
            station.Given(at) = value;
            output.Add(
                device, kind, metric, at * HourNanos, HourNanos, revision, value, isNews: revision == 0 && at == station.Newest, clockNanos);
        }
    }

    private void GiveDay(int device, long startNanos, long lengthNanos, long clockNanos, DerivedOutput output)
    {
        var kind = _registry.Device(device).Kind;
        if (_byKind[kind]!.Daily is not { } metric || !_stations.TryGetValue(device, out var station))
        {
            return;
        }

        // Whole hours inside of the day: where midnight is on a half hour, the halves on both ends are left out.
        var first = (startNanos + HourNanos - 1) / HourNanos;
        var value = station.Day(first, (int)(((startNanos + lengthNanos) / HourNanos) - first));
        if (double.IsNaN(value) || startNanos < station.GivenDayNanos
            || (startNanos == station.GivenDayNanos && value == station.GivenDay))
        {
            return;
        }

        station.DayRevision = startNanos == station.GivenDayNanos ? station.DayRevision + 1 : 0;
        (station.GivenDayNanos, station.GivenDay) = (startNanos, value);
        output.Add(
            device, kind, metric, startNanos, lengthNanos, station.DayRevision, value, isNews: station.DayRevision == 0, clockNanos);
    }

    /// <summary>Which metric of a kind plays which part.</summary>
    private sealed record Recipe(int? Hourly, int? Daily, IReadOnlyDictionary<int, (int Role, double Factor)> Roles)
    {
        public static Recipe? Of(DeviceKind kind, CityRegistry registry)
        {
            var hourly = kind.Derived.FirstOrDefault(derived => derived.Index == DerivedIndex.VnAqiHourly);
            var daily = kind.Derived.FirstOrDefault(derived => derived.Index == DerivedIndex.VnAqiDaily);
            if ((hourly ?? daily) is not { } any)
            {
                return null;
            }

            var roles = new Dictionary<int, (int, double)>();
            foreach (var (role, metric) in any.Inputs)
            {
                roles[registry.InternMetric(metric.Id)] = (Array.IndexOf(AirIndices.Roles, role), metric.Unit == "mg/m³" ? 1000 : 1);
            }

            return new Recipe(
                hourly is null ? null : registry.InternMetric(hourly.Definition.Id), daily is null ? null : registry.InternMetric(daily.Definition.Id), roles);
        }
    }
}
