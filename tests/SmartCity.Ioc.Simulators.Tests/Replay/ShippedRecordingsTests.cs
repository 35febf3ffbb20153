using SmartCity.Ioc.Simulators.Replay;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Simulators.Tests.Replay;

/// <summary>The mappings that ship against the recorded data beside the repository: every row is read.</summary>
public sealed class ShippedRecordingsTests
{
    [SkippableTheory]
    [InlineData("air-beijing", "air_quality_beijing/Dingling.csv.gz", 315648, 12, 0)]
    [InlineData("air-vietnam", "air_quality_vietnam/hue.csv.gz", 37444, 12, 0)]
    [InlineData("camera-tracks", "camera_tracks/towncentre_per_second.csv", 90, 1, 0)]
    [InlineData("camera-tracks-frames", "camera_tracks/towncentre_tracks.csv.gz", 37403 + 4650, 131 + 19, 0)]
    [InlineData("landslide-warnings", "water_vietnam/landslide_warnings.csv.gz", 9124, 621, 0)]
    [InlineData("metr-la", "traffic_metr_la_week/speed_mph_5min.csv.gz", 2016 * 207, 207, 0)]
    [InlineData("nab", "nab/profiles.json", 192311, 29, 0)]
    [InlineData("riotbench-city", "iot_riotbench/SYS_sample_data_senml.csv.gz", 1000, 788, 0)]
    [InlineData("riotbench-taxi", "iot_riotbench/TAXI_sample_data_senml.csv.gz", 1000, 782, 0)]
    [InlineData("skab", "skab/anomaly-free.csv", 18678 + 9405, 18, 0)]
    [InlineData("traffic-labelled", "traffic_labelled/1-N.csv", 38991, 5, 0)]
    [InlineData("water-vietnam", "water_vietnam/readings.csv.gz", 2747, 16, 0)]
    [InlineData("water-vietnam-arrivals", "water_vietnam/arrivals.csv.gz", 2748, 16, 0)]
    [InlineData("wsn-labelled", "iot_wsn_labelled/singlehop-indoor-mote1.csv", 18214, 4, 0)]
    [InlineData("wsn-library", "iot_wsn_library/library1_readings.csv.gz", 36816, 39, 0)]
    [InlineData("wsn-library-links", "iot_wsn_library/library2_links.csv.gz", 233582, 20, 0)]
    [InlineData("wsn-library-raw", "iot_wsn_library/raw/library1_R3.txt.gz", 36816, 39, 0)]
    public void Mapping_ThatShips_ReadsEveryRow(string name, string needs, int messages, int devices, int leftOut)
    {
        var data = SharedData.Require(needs);
        var folder = data[..^needs.Length];

        var (mapping, errors) = MappingParser.Read(ShippedFiles.Recording(name));
        errors.Should().BeEmpty();
        var recording = Recording.Load(mapping!, folder, null, null);

        recording.Faults.Should().HaveCount(Math.Min(5, leftOut));
        recording.LeftOut.Should().Be(leftOut);
        recording.Events.Should().HaveCount(messages);
        recording.Events.Select(e => e.Device.Ordinal).Distinct().Should().HaveCount(devices);
    }
}
