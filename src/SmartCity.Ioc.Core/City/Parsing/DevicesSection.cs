using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.City.Parsing;

/// <summary><c>devices*.yaml</c>: where each device hangs. A file may state <c>defaults</c> for its own entries.</summary>
internal sealed class DevicesSection(Known<DeviceKind> kinds, Known<Zone> zones, Known<DeviceDefinition> known)
{
    /// <summary>The devices without an error, in the files' order.</summary>
    public List<DeviceDefinition> Devices { get; } = [];

    public static bool Owns(string fileName) =>
        fileName.StartsWith("devices", StringComparison.Ordinal) && fileName.EndsWith(".yaml", StringComparison.Ordinal);

    public void Read(YamlMap map)
    {
        var defaults = map.Map("defaults", "the defaults", optional: true);
        var defaultZone = defaults is null ? null : Resolve(defaults, "zone", zones, optional: true);
        var defaultKind = defaults is null ? null : Resolve(defaults, "kind", kinds, optional: true);
        var defaultOwner = defaults?.Text("owner", optional: true);
        defaults?.Finish();

        foreach (var item in map.Maps("devices", "a device"))
        {
            var id = item.Id("id") is { } given && known.TryDeclare(item, given) ? given : null;
            // Where the defaults name a zone that is wrong, that error is enough: not one more for each device.
            var zone = Resolve(item, "zone", zones, optional: defaults?.Has("zone") == true) ?? (item.Has("zone") ? null : defaultZone);
            var kind = Resolve(item, "kind", kinds, optional: defaults?.Has("kind") == true) ?? (item.Has("kind") ? null : defaultKind);
            var name = item.Localized("name", optional: true);
            var at = item.Point("at");
            var owner = item.Text("owner", optional: true) ?? defaultOwner;
            var alarmLevels = DerivedSection.AlarmLevels(item);
            var freeFlow = item.Has("free_flow") ? item.Number("free_flow") : null;
            if (freeFlow <= 0)
            {
                item.Error("free_flow", $"'free_flow' ({freeFlow}) must be above zero");
            }

            var interval = item.Has("interval") ? item.Duration("interval") : null;
            if (interval == TimeSpan.Zero)
            {
                item.Error("interval", "'interval' must be longer than zero");
            }

            item.Finish();
            if (id is not null && zone is not null && kind is not null && at is { } place)
            {
                name ??= new LocalizedText($"{kind.Name.Vi} {id}", $"{kind.Name.En} {id}");
                Devices.Add(new DeviceDefinition(id, zone.Index, kind.Index, name, place, owner)
                {
                    AlarmLevels = alarmLevels,
                    FreeFlowSpeed = freeFlow,
                    Interval = interval,
                });
                known.Define(id, Devices[^1]);
            }
        }

        map.Finish();
    }

    private static T? Resolve<T>(YamlMap map, string key, Known<T> known, bool optional)
        where T : class
    {
        if (map.Id(key, optional) is not { } id)
        {
            return null;
        }

        if (!known.TryResolve(id, out var value, out var error))
        {
            map.Error(key, error);
        }

        return value;
    }
}
