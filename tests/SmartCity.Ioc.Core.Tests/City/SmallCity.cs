using SmartCity.Ioc.City.Parsing;

namespace SmartCity.Ioc.Tests.City;

/// <summary>The smallest city that uses everything the format has; tests break one thing of it.</summary>
internal sealed class SmallCity
{
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal)
    {
        ["city.yaml"] = """
            id: bien-xanh
            name: {vi: Biển Xanh, en: Blue Sea}
            time_zone: Asia/Ho_Chi_Minh
            """,
        ["zones.yaml"] = """
            zones:
              - id: bai-sau           # a child may stand before its parent
                parent: bien-xanh
                name: {vi: Bãi Sau, en: Back Beach}
                center: [10.34, 107.09]
              - id: bien-xanh
                name: {vi: Biển Xanh, en: Blue Sea}
                center: [10.35, 107.08]
              - id: phuong-1
                parent: bai-sau
                name: {vi: Phường 1, en: Ward 1}
                center: [10.341, 107.091]
            """,
        ["kinds.yaml"] = """
            kinds:
              - id: air
                name: {vi: Không khí, en: Air}
                domain: environment
                interval: 10s
                metrics:
                  - {id: pm25, name: {vi: Bụi mịn, en: Fine dust}, unit: µg/m³, min: 0, max: 1000, percentiles: true}
                  - {id: temp, name: {vi: Nhiệt độ, en: Temperature}, unit: °C, min: -10, max: 60, decimals: 2}
              - id: lighting
                name: {vi: Chiếu sáng, en: Lighting}
                domain: public-services
                interval: 1m
                offline_after: 1h
                metrics: []
            """,
        ["devices-air.yaml"] = """
            defaults: {kind: air, owner: Sở Tài nguyên và Môi trường}
            devices:
              - {id: air-1, zone: phuong-1, at: [10.3411, 107.0912], name: {vi: Trạm 1, en: Station 1}}
              - {id: air-2, zone: bai-sau, at: [10.3, 107.1], owner: Công an}
            """,
        ["devices.yaml"] = """
            devices:
              - {id: lamp-1, zone: bai-sau, kind: lighting, at: [10.3, 107.1]}
            """,
        ["rules.yaml"] = """
            rules:
              - id: pm25-high
                version: 3
                title: {vi: Bụi mịn cao, en: Fine dust high}
                severity: major
                kinds: [air]
                zones: [bai-sau]
                devices: [air-1]
                condition:
                  threshold: {metric: pm25, at_or_above: 150, clear: 140, for: 30s, clear_for: 5m}
                action: {vi: Thông báo, en: Notify}
                owner: Sở Tài nguyên và Môi trường
                rationale: QCVN 05:2023
              - id: lamp-silent
                title: {vi: Mất tín hiệu, en: Silent}
                severity: info
                domain: infrastructure
                kinds: [lighting]
                condition: {offline: {for: 2m}}
                action: {vi: Kiểm tra, en: Check}
                owner: Đội chiếu sáng
                rationale: Người dân báo tối đường
            """,
    };

    /// <summary>With one text replaced; it must stand exactly once in the file.</summary>
    public SmallCity With(string file, string old, string replacement)
    {
        var parts = _files[file].Split(old);
        parts.Should().HaveCount(2, "'{0}' should stand once in {1}", old, file);
        _files[file] = string.Join(replacement, parts);
        return this;
    }

    public SmallCity WithFile(string file, string text)
    {
        _files[file] = text;
        return this;
    }

    public SmallCity Without(string file)
    {
        _files.Remove(file);
        return this;
    }

    public CityParseResult Parse() => CityParser.Parse(_files.Select(file => new CityFile(file.Key, file.Value)));
}
