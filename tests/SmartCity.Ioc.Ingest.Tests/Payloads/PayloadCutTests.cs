using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmartCity.Ioc.Ingest.Fakes;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>Whatever arrives, the decoder goes on, and every message is either in a batch or put aside.</summary>
public sealed class PayloadCutTests
{
    private const string Full = """
        {"ts": "2026-11-22T00:45:00.928+07:00", "seq": 4711, "id": "air-1", "zone": "e1", "type": "air", "pm25": 38.2e0, "on": true,
         "nothing": null, "net": {"ip": "10.0.0.1", "deep": {"a": [1, {"b": 2}], "\u00e9": -0.5}}, "status": "ok",
         "loc": {"lat": 10.3460, "lon": 107.0843, "alt": 3},
         "events": [{"type": "plate", "value": "72A-123.45 \"é\"", "confidence": 0.94, "box": [1, 2]}, {"type": "wrong-way"}]}
        """;

    [Theory]
    [InlineData(Full)]
    [InlineData("[" + Full + "," + Full + "]")]
    public void Payload_CutAtEveryByte_IsPutAsideWhole(string payload)
    {
        var bytes = Encoding.UTF8.GetBytes(payload);
        for (var length = 0; length < bytes.Length; length++)
        {
            using var city = new DecodingCity();
            city.Send(DecodingCity.Air, bytes[..length]);

            city.SingleQuarantined().Payload.Length.Should().Be(length);
            var counts = city.Ledger.Snapshot().Messages;
            (counts.Received, counts.Quarantined).Should().Be((1, 1));
        }
    }

    [Fact]
    public void Payload_WithEachByteChanged_IsCountedOnce()
    {
        using var city = new DecodingCity();
        var bytes = Encoding.UTF8.GetBytes("[" + Full + "," + Full + "]");
        foreach (var other in new byte[] { 0, (byte)'"', (byte)'{', (byte)']', (byte)'9', (byte)'\\', 0xff })
        {
            for (var at = 0; at < bytes.Length; at++)
            {
                var changed = bytes.ToArray();
                changed[at] = other;
                city.Send(DecodingCity.Air, changed);
            }
        }

        var counts = city.Ledger.Snapshot().Messages;
        counts.Received.Should().Be(city.Messages.Count + city.Quarantined.Count);
        counts.Quarantined.Should().Be(city.Quarantined.Count);
    }

    [Fact]
    public void Bytes_OfAnySort_NeverThrow()
    {
        using var city = new DecodingCity();
        Check.QuickThrowOnFailure(Prop.ForAll<byte[]>(payload =>
        {
            var before = city.Messages.Count + city.Quarantined.Count;
            city.Send(DecodingCity.Air, payload);
            return city.Messages.Count + city.Quarantined.Count > before;
        }));
    }

    [Fact]
    public void Numbers_WrittenAndRead_AreTheSame()
    {
        var numbers = ArbMap.Default.ArbFor<NormalFloat>();
        Check.QuickThrowOnFailure(Prop.ForAll(numbers, number =>
        {
            var written = FormattableString.Invariant($"{number.Get:R}");
            return JsonNumber.TryParse(Encoding.UTF8.GetBytes(written), out var read) && read.Equals(number.Get + 0.0);
        }));
        Check.QuickThrowOnFailure(Prop.ForAll<decimal>(number =>
        {
            var written = FormattableString.Invariant($"{number}");
            return JsonNumber.TryParse(Encoding.UTF8.GetBytes(written), out var read)
                && read.Equals(double.Parse(written, System.Globalization.CultureInfo.InvariantCulture) + 0.0);
        }));
        Check.QuickThrowOnFailure(Prop.ForAll<int, byte>((digits, decimals) =>
        {
            var written = FormattableString.Invariant($"{digits / Math.Pow(10, decimals % 7):F6}");
            return JsonNumber.TryParse(Encoding.UTF8.GetBytes(written), out var read)
                && read.Equals(double.Parse(written, System.Globalization.CultureInfo.InvariantCulture) + 0.0);
        }));
    }

    [Fact]
    public void Times_WrittenAndRead_AreTheSame()
    {
        Check.QuickThrowOnFailure(Prop.ForAll<uint, int, short>((seconds, ticks, offset) =>
        {
            var time = DateTimeOffset.FromUnixTimeSeconds(seconds).AddDays(1).AddTicks(ticks).ToOffset(TimeSpan.FromMinutes(offset % 840));
            var written = time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffffzzz", System.Globalization.CultureInfo.InvariantCulture);
            return EventTime.TryParseRfc3339(Encoding.UTF8.GetBytes(written), out var nanos)
                && nanos == (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * 100;
        }));
    }
}
