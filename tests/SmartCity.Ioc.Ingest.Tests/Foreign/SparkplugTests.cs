using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Ingest.Foreign;

public sealed class SparkplugTests : IDisposable
{
    private readonly ForeignCity _city = ForeignCity.OfEveryPreset();

    public void Dispose() => _city.Dispose();

    [SkippableFact]
    public void Messages_AsRecorded_AreNamedFromTheirBirthOn()
    {
        using var recorded = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("payloads/sparkplug_b_decoded_metrics.json")));

        var lines = recorded.RootElement.GetProperty("messages").EnumerateArray().SelectMany(message =>
        {
            var time = message.GetProperty("timestamp_ns").GetInt64() / 1_000_000;
            var metrics = message.GetProperty("metrics").EnumerateArray().Select(m => Metric(
                m.TryGetProperty("name", out var name) ? name.GetString() : null, m.GetProperty("alias").GetUInt64(), m.GetProperty("datatype").GetUInt32(),
                m.TryGetProperty("value", out var value) ? (float)value.GetDouble() : null));
            return _city.Send(message.GetProperty("topic").GetString()!, Payload((ulong)time, null, [.. metrics]));
        });

        lines.Should().Equal(
            "! before-birth",
            "! before-birth",
            "sf-epiclc-exp501 sensor now status:online",
            "sf-epiclc-exp501 sensor now status:online",
            "sf-epiclc-exp501 sensor 2021-07-16T22:51:21 strategy_io_i_ch_tc_top_c=22.200958",
            "sf-epiclc-exp501 sensor 2021-07-16T22:51:24 strategy_io_i_ch_tc_top_c=22.177643",
            "sf-epiclc-exp501 sensor 2021-07-16T22:51:25 strategy_io_i_ch_tc_top_c=22.231903");
    }

    [Fact]
    public void Node_ThatIsBornAndDies_TakesItsDevicesAlong()
    {
        _city.Send("spBv1.0/g/NBIRTH/n", Payload(1000, 0, Metric("bdSeq", null, 8, 7ul), Metric("load", 1, 3, 5ul)))
            .Should().Equal("g-n sensor now status:online", "g-n sensor 1970-01-01T00:00:01 load=5");
        _city.Send("spBv1.0/g/DBIRTH/n/d", Payload(1000, 1, Metric("temp", 2, 10, 21.5))).Should().HaveCount(2);
        _city.Send("spBv1.0/g/DDATA/n/d", Payload(2000, 2, Metric(null, 2, 0, 22.5))).Should().Equal("g-n-d sensor 1970-01-01T00:00:02 temp=22.5");

        _city.Send("spBv1.0/g/NDEATH/n", Payload(null, null, Metric("bdSeq", null, 8, 6ul))).Should().Equal("! empty");
        _city.Send("spBv1.0/g/NDEATH/n", Payload(null, null, Metric("bdSeq", null, 8, 7ul)))
            .Should().Equal("g-n sensor now status:offline", "g-n-d sensor now status:offline");
    }

    [Fact]
    public void NodesBirth_WithNothingButItsSession_SaysThatItIsThere() =>
        _city.Send("spBv1.0/g/NBIRTH/q", Payload(1000, 0, Metric("bdSeq", null, 8, 7ul), Metric("Node Control/Rebirth", null, 11, null)))
            .Should().Equal("g-q sensor now status:online");

    [Fact]
    public void Sequence_WithAGap_IsToldByTheMessageAfterIt()
    {
        _city.Send("spBv1.0/g/NBIRTH/m", Payload(1000, 255, Metric("v", 1, 3, 5ul)));
        _city.Send("spBv1.0/g/NDATA/m", Payload(2000, 0, Metric(null, 1, 0, 6ul))).Should().Equal("g-m sensor 1970-01-01T00:00:02 v=6");
        _city.Send("spBv1.0/g/NDATA/m", Payload(3000, 3, Metric(null, 1, 0, 7ul)))
            .Should().Equal("g-m sensor 1970-01-01T00:00:03 v=7 [sequence-gap:expected 1, got 3]");
    }

    [Fact]
    public void Metrics_OfOtherTimesAndOfThePast_AreMessagesOfTheirOwn()
    {
        var birth = Payload(5000, 0, Metric("now", null, 3, 1ul), [.. Metric("then", null, 3, 2ul), 0x18, .. Varint(1000), 0x28, 1], Metric("small", null, 1, 0xfful));

        _city.Send("spBv1.0/g/NBIRTH/o", birth).Should().Equal(
            "g-o sensor now status:online", "g-o sensor 1970-01-01T00:00:05 now=1 small=-1", "g-o sensor 1970-01-01T00:00:01 historical:True then=2");
    }

    [Fact]
    public void Payload_CutAnywhere_NeverThrows()
    {
        var whole = Payload(5000, 0, Metric("a", 1, 10, 1.5), Metric("b", 2, 12, "text"));
        for (var length = 0; length < whole.Length; length++)
        {
            _city.Send("spBv1.0/g/NBIRTH/p", whole[..length]).Should().NotContain(line => line == "! processing-failed");
        }
    }

    private static byte[] Payload(ulong? timestamp, ulong? sequence, params byte[][] metrics)
    {
        List<byte> bytes = [];
        if (timestamp is { } at)
        {
            bytes.AddRange([0x08, .. Varint(at)]);
        }

        foreach (var metric in metrics)
        {
            bytes.AddRange([0x12, .. Varint((ulong)metric.Length), .. metric]);
        }

        if (sequence is { } number)
        {
            bytes.AddRange([0x18, .. Varint(number)]);
        }

        return [.. bytes];
    }

    private static byte[] Metric(string? name, ulong? alias, uint type, object? value)
    {
        List<byte> bytes = [];
        if (name is not null)
        {
            bytes.AddRange([0x0a, .. Varint((ulong)name.Length), .. Encoding.UTF8.GetBytes(name)]);
        }

        if (alias is { } number)
        {
            bytes.AddRange([0x10, .. Varint(number)]);
        }

        if (type > 0)
        {
            bytes.AddRange([0x20, .. Varint(type)]);
        }

        var fixedBytes = new byte[8];
        switch (value)
        {
            case ulong integer:
                bytes.AddRange([0x50, .. Varint(integer)]);
                break;
            case float single:
                BinaryPrimitives.WriteSingleLittleEndian(fixedBytes, single);
                bytes.AddRange([0x65, .. fixedBytes[..4]]);
                break;
            case double real:
                BinaryPrimitives.WriteDoubleLittleEndian(fixedBytes, real);
                bytes.AddRange([0x69, .. fixedBytes]);
                break;
            case string text:
                bytes.AddRange([0x7a, .. Varint((ulong)text.Length), .. Encoding.UTF8.GetBytes(text)]);
                break;
            default:
                break;
        }

        return [.. bytes];
    }

    private static byte[] Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }
}
