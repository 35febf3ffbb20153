using SmartCity.Ioc.Alerts.Conditions;
using SmartCity.Ioc.Alerts.Incidents;
using SmartCity.Ioc.Alerts.RuleSets;
using SmartCity.Ioc.City.Decoding;
using SmartCity.Ioc.Indicators;
using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>
/// Turns the YAML files of a city's folder into a <see cref="CityModel"/>. Pure: text in, model or errors out. The format is described
/// in <c>docs/city.md</c>. It does not stop at the first error; a reference to something that is itself wrong is not one more error, so
/// that one slip is not reported a hundred times.
/// </summary>
public static class CityParser
{
    public const string AccessFileName = AccessSection.FileName;

    public const string DecodersFileName = DecodersSection.FileName;

    private static readonly string[] Required = [CitySection.FileName, ZonesSection.FileName, KindsSection.FileName, RulesSection.FileName];

    private static readonly string[] Names = [.. Required, AccessSection.FileName, DecodersSection.FileName, TopologySection.FileName, HolidaysSection.FileName, IndicatorsSection.FileName];

    public static CityParseResult Parse(IEnumerable<CityFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var errors = new CityErrors();
        var texts = files.ToList();
        var drawn = texts.Find(file => file.Name == BoundariesSection.FileName);
        var maps = Load(texts.Where(file => file != drawn), errors);

        var city = maps.TryGetValue(CitySection.FileName, out var cityFile) ? CitySection.Read(cityFile) : null;
        var knownZones = new Known<Zone>("zone");
        var zones = maps.TryGetValue(ZonesSection.FileName, out var zonesFile) ? ZonesSection.Read(zonesFile, knownZones, errors) : null;
        var boundaries = drawn is null ? [] : BoundariesSection.Read(drawn, zones, errors);
        var knownKinds = new Known<DeviceKind>("kind");
        var kinds = maps.TryGetValue(KindsSection.FileName, out var kindsFile) ? KindsSection.Read(kindsFile, knownKinds, errors) : [];

        var access = maps.TryGetValue(AccessSection.FileName, out var accessFile) ? AccessSection.Read(accessFile, errors) : null;
        var decoders = maps.TryGetValue(DecodersSection.FileName, out var decodersFile)
            ? DecodersSection.Read(decodersFile, texts.First(file => file.Name == DecodersSection.FileName).Text, ZoneOf(city), errors)
            : null;
        var knownDevices = new Known<DeviceDefinition>("device");
        var devices = new DevicesSection(knownKinds, knownZones, knownDevices);
        var rules = RuleSet.Empty;
        var packs = city?.Packs ?? [];
        var holidays = packs.SelectMany(pack => HolidaysSection.Read(YamlText.Load(RulePacks.Read(pack.Id, HolidaysSection.FileName), errors)!));
        if (maps.TryGetValue(HolidaysSection.FileName, out var holidaysFile))
        {
            holidays = holidays.Concat(HolidaysSection.Read(holidaysFile));
        }

        IReadOnlyList<IndicatorDefinition> indicators = zonesFile is not null && maps.TryGetValue(IndicatorsSection.FileName, out var indicatorsFile)
            ? new IndicatorsSection(knownZones).Read(indicatorsFile, errors)
            : [];
        var calendar = new HolidayCalendar(TimeZoneInfo.FindSystemTimeZoneById(city?.TimeZone ?? "UTC"), holidays);
        IReadOnlyList<TopologyRelation> topology = [];
        // Without these two files every reference is an error, and none of them says more than the first.
        if (zonesFile is not null && kindsFile is not null)
        {
            foreach (var map in maps.Values.Where(map => DevicesSection.Owns(map.File)))
            {
                devices.Read(map);
            }

            if (maps.TryGetValue(RulesSection.FileName, out var rulesFile))
            {
                rules = new RulesSection(knownKinds, knownZones, knownDevices, calendar).Read(rulesFile, errors);
            }

            foreach (var pack in packs)
            {
                var packed = YamlText.Load(RulePacks.Read(pack.Id, RulesSection.FileName), errors)!;
                RulePacks.Fit(packed, pack, rules.Rules.Select(rule => rule.Id).ToHashSet(StringComparer.Ordinal), knownKinds, knownDevices);
                var more = new RulesSection(knownKinds, knownZones, knownDevices, calendar).Read(packed, errors);
                rules = rules with { Rules = [.. rules.Rules, .. more.Rules] };
            }

            if (maps.TryGetValue(TopologySection.FileName, out var topologyFile))
            {
                // Rules that are wrong are missing from the list; what names them is not one more error.
                var ids = errors.Has(RulesSection.FileName) ? null : rules.Rules.Select(rule => rule.Id).ToHashSet(StringComparer.Ordinal);
                topology = new TopologySection(knownDevices, ids).Read(topologyFile);
            }
        }

        return errors.Count > 0 || city is null || zones is null
            ? new CityParseResult(null, errors.Sorted())
            : new CityParseResult(
                new CityModel
                {
                    Id = city.Id,
                    Name = city.Name,
                    TimeZone = city.TimeZone,
                    Zones = zones,
                    Boundaries = boundaries,
                    Kinds = kinds,
                    Devices = devices.Devices,
                    Rules = rules.Rules,
                    WatchLists = rules.WatchLists,
                    Calendar = calendar,
                    Shifts = city.Shifts,
                    Topology = topology,
                    Indicators = indicators,
                    Access = access,
                    Decoders = decoders ?? DecoderSet.Empty,
                },
                []);
    }

    /// <summary>The one file that may change while the server runs.</summary>
    public static AccessParseResult ParseAccess(CityFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var errors = new CityErrors();
        var policy = YamlText.Load(file, errors) is { } map ? AccessSection.Read(map, errors) : null;
        return new AccessParseResult(policy, errors.Sorted());
    }

    /// <summary>How foreign payloads are read may change while the server runs, too.</summary>
    /// <param name="text">What stands in <see cref="DecodersFileName"/>; empty for no file.</param>
    public static DecoderParseResult ParseDecoders(string text, string timeZone)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0)
        {
            return new DecoderParseResult(DecoderSet.Empty, []);
        }

        var errors = new CityErrors();
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var found) ? found : TimeZoneInfo.Utc;
        var decoders = YamlText.Load(new CityFile(DecodersFileName, text), errors) is { } map ? DecodersSection.Read(map, text, zone, errors) : null;
        return new DecoderParseResult(decoders, errors.Sorted());
    }

    private static TimeZoneInfo ZoneOf(CitySection? city) =>
        city is not null && TimeZoneInfo.TryFindSystemTimeZoneById(city.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>By name, so that the order of devices does not depend on the order in which a folder lists its files.</summary>
    private static SortedDictionary<string, YamlMap> Load(IEnumerable<CityFile> files, CityErrors errors)
    {
        var maps = new SortedDictionary<string, YamlMap>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            seen.Add(file.Name);
            if (!Names.Contains(file.Name) && !DevicesSection.Owns(file.Name))
            {
                errors.Add(file.Name, 0, $"no part of a city is called so; the files are {string.Join(", ", Names)} and devices*.yaml"
                    + Spelling.Suggest(file.Name, Names));
            }
            else if (YamlText.Load(file, errors) is { } map)
            {
                maps.Add(file.Name, map);
            }
        }

        foreach (var name in Required.Where(name => !seen.Contains(name)))
        {
            errors.Add(name, 0, "the file is missing");
        }

        return maps;
    }
}
