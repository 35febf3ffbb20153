using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmartCity.Ioc.Ingest.Fakes;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>The short way and the long one: white space before an object leaves it to the reader of any JSON.</summary>
public sealed class FlatDecoderTests
{
    private static readonly Gen<string> Names = Gen.Elements("ts", "seq", "pm25", "pm2", "pm25x", "temp", "battery", "new", "id", "zone", "pm25\\u0020", "", "é", "a\\\\b", "status");

    private static readonly Gen<string> Values = Gen.OneOf(
        Gen.Choose(-5000, 50_000).Select(i => FormattableString.Invariant($"{i / 100m}")),
        Gen.Choose(0, 9).Select(i => $"{i}"),
        Gen.Elements(
            "1795308300928", "1795308300928.5", "0", "-0", "-0.0", "00", "01", "-", ".5", "5.", "-01.5", "1e2", "1E-2", "0.10", "123456789012345",
            "1234567890123456", "18446744073709551615", "9999999999999999", "9223372036854", "true", "null", "\"x\"", "\"air-1\"", "[]", "{}", "{\"a\":1}", " 7", "7 ", ""));

    private static readonly Gen<string> Objects =
        Gen.Zip(Names, Values).Select(member => $"\"{member.Item1}\":{member.Item2}").ArrayOf().Where(members => members.Length < 8)
            .Zip(Gen.Elements(",", ", ", " ,")).Select(pair => "{" + string.Join(pair.Item2, pair.Item1) + "}");

    // Mostly right, sometimes a character is lost, doubled or another.
    private static readonly Arbitrary<string> Payloads = Gen.Frequency(
        (3, Objects),
        (1, from json in Objects
            from at in Gen.Choose(0, json.Length - 1)
            from other in Gen.Elements("", "\"", "}", "{", ",", ":", "\\", "\u0001", "1", "-", " ")
            select json[..at] + other + json[(at + 1)..])).ToArbitrary();

    [Fact]
    public void Object_OfPlainNumbers_IsWhatTheReaderOfAnyJsonMakesOfIt()
    {
        using var flat = new DecodingCity();
        using var any = new DecodingCity();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(Payloads, payload =>
        {
            flat.Send(DecodingCity.Air, payload);
            any.Send(DecodingCity.Air, " " + payload);

            flat.Messages.Should().BeEquivalentTo(any.Messages);
            flat.Quarantined.Count.Should().Be(any.Quarantined.Count);
            Last(flat).Should().Be(Last(any));
            flat.Messages.Clear();
            any.Messages.Clear();
        }));
        flat.Ledger.Snapshot().Should().BeEquivalentTo(any.Ledger.Snapshot());
    }

    private static (QuarantineReason Reason, string Payload)? Last(DecodingCity city) =>
        city.Quarantined is [.., var last] ? (last.Reason, Encoding.UTF8.GetString(last.Payload.Span).TrimStart()) : null;

    [Theory]
    [InlineData("""{"ts":1795308300928,"seq":4711,"pm25":38.2,"temp":-0.5}""", true)]
    [InlineData("""{"pm25":38.2}""", true)]
    [InlineData("""{"ts": 1795308300928, "seq": 4711, "pm25": 38.2}""", true)]
    [InlineData("""{"pm25":38.2} """, false)]
    [InlineData("""{"pm25":38.2e0}""", false)]
    [InlineData("""{"never-said":1}""", false)]
    [InlineData("""{"pm25":999999999}""", false)]
    [InlineData("{}", false)]
    public void Object_OfPlainNumbers_TakesTheShortWay(string payload, bool isFlat)
    {
        using var city = new DecodingCity();
        var element = new OpenElement();
        var flat = new FlatDecoder(city.Decoder, element);
        city.Registry.TryFindDevice("air-1", out var device);

        flat.TryRead(Encoding.UTF8.GetBytes(payload), city.Decoder.Payloads.Metrics(city.Registry.Device(device).Kind)).Should().Be(isFlat);
        city.Decoder.Batch.Abandon();
    }
}
