using SmartCity.Ioc.Push.Encoding;
using SmartCity.Ioc.Push.Streams;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Push.Tests.Encoding;

public class PackedDevicesTests
{
    private readonly PushCity _city = new();
    private readonly ManualTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(10_000));

    [Fact]
    public void Packed_Snapshot_NamesTheDevicesAndReadsBack()
    {
        _city.Say("air-1", 9_400, "pm25", 38.2);
        _city.Say("cam-1", 10_600, "vehicles", 14);
        _city.Say("cam-1", 10_600, "speed", 31.5);
        _city.Health("air-1", DeviceHealth.Ok);
        _city.Health("cam-1", DeviceHealth.Suspect);
        var packed = Read(-1).Packed!;
        var roster = PushCity.Parse(packed.Roster);
        roster.GetArrayLength().Should().Be(4);
        roster[0].GetRawText().Should().Be("""[0,"air-1","e1","air","pm25",1]""");
        roster[2].GetRawText().Should().Be("""[2,"cam-1","e1","camera","vehicles",0]""");
        Decode(packed).Should().Equal(
            new Update(0, 0, 600, 382), new Update(1, 2, null, null), new Update(2, 3, -600, 14), new Update(3, 2, null, null));
    }

    [Fact]
    public void Packed_Delta_IsAboutFiveBytesAnUpdate()
    {
        var city = new PushCity();
        for (var i = 0; i < 10_000; i++)
        {
            city.Registry.Register("e1", "air", $"air-x{i:00000}", TimeSpan.FromSeconds(10));
        }

        city.Say("air-1", 1, "pm25", 0);
        var from = city.Table.Version;
        for (var i = 0; i < 10_000; i += 3)
        {
            city.Say($"air-x{i:00000}", 9_000 + (i % 1000), "pm25", 20 + (i % 1000 / 10.0));
        }

        var packed = new ChangeReader(city.Table, city.Registry, _time).Read(new LiveFilter(city.Registry), Include, from).Packed!;
        packed.Count.Should().Be(3334);
        ((double)packed.Updates.Length / packed.Count).Should().BeLessThan(5.1);
        packed.Roster.Length.Should().Be(2, "nobody is new");
        Decode(packed)[^1].Should().Be(new Update(10_003, 2, 0, 1199));
    }

    [Fact]
    public void Packed_DeviceThatSaysWhereItIs_CarriesItsPlace()
    {
        _city.SayWhere("air-1", 9_400, 10.3456784, -107.0000006);
        Decode(Read(-1).Packed!)[0].Place.Should().Be((10_345_678L, -107_000_001L));
    }

    [Fact]
    public void Packed_NothingChanged_IsAbsent() => Read(_city.Table.Version).Packed.Should().BeNull();

    [Fact]
    public void Packed_DeviceThatAppears_JoinsTheRoster()
    {
        var from = _city.Table.Version;
        _city.Registry.Register("e1", "noise", "noise-1", TimeSpan.FromSeconds(10));
        _city.Say("noise-1", 9_000, "db", 55);
        var packed = Read(from).Packed!;
        PushCity.Parse(packed.Roster)[0].GetRawText().Should().Be("""[4,"noise-1","e1","noise"]""");
        Decode(packed).Should().Equal(new Update(4, 2, 1000, null));
    }

    [Fact]
    public void Packed_Frame_IsWrittenAsBase64()
    {
        var set = Read(-1);
        var frame = new LiveFrame { Cursor = "c", Epoch = "e", Reset = true, SentAt = 10_000, Packed = set.Packed };
        var json = Streams.StreamReader.Json(frame);
        json.GetProperty("devices").GetArrayLength().Should().Be(0);
        json.GetProperty("packed").GetProperty("base").GetInt64().Should().Be(10_000);
        json.GetProperty("packed").GetProperty("count").GetInt32().Should().Be(4);
        json.GetProperty("packed").GetProperty("updates").GetBytesFromBase64().Should().Equal(set.Packed!.Updates.ToArray());
    }

    private const LiveInclude Include = LiveInclude.Devices | LiveInclude.Packed;

    private ChangeSet Read(long from) =>
        new ChangeReader(_city.Table, _city.Registry, _time).Read(new LiveFilter(_city.Registry), Include, from);

    /// <summary>As a client would, from the documentation.</summary>
    private static List<Update> Decode(PackedDevices packed)
    {
        var bytes = packed.Updates.Span;
        var updates = new List<Update>();
        var next = 0;
        var at = 0;
        while (at < bytes.Length)
        {
            var number = next + (int)Varint(bytes, ref at);
            next = number + 1;
            var head = bytes[at++];
            long? age = (head & 0x08) != 0 ? Signed(Varint(bytes, ref at)) * 100 : null;
            long? value = (head & 0x10) != 0 ? Signed(Varint(bytes, ref at)) : null;
            (long, long)? place = (head & 0x20) != 0 ? (Signed(Varint(bytes, ref at)), Signed(Varint(bytes, ref at))) : null;
            updates.Add(new Update(number, head & 7, age, value, place));
        }

        return updates;
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = bytes[at++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }
    }

    private static long Signed(ulong zigZag) => (long)(zigZag >> 1) ^ -(long)(zigZag & 1);

    private sealed record Update(int Number, int Health, long? AgeMilliseconds, long? Scaled, (long Lat, long Lon)? Place = null);
}
