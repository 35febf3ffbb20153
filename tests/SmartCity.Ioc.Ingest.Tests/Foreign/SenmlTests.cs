using System.Formats.Cbor;

namespace SmartCity.Ioc.Ingest.Foreign;

/// <summary>RFC 8428, clause by clause.</summary>
public sealed class SenmlTests
{
    private const string Decoders = "decoders: [{id: s, preset: senml, with: {topic: 'senml/{gateway}'}, kind: air}]";

    private static readonly Lazy<ForeignCity> City = new(() => new ForeignCity(Decoders));

    [Theory]
    [InlineData("""[{"n":"urn:dev:ow:1","u":"Cel","v":23.1}]""", "urn-dev-ow-1 air 2026-11-22T04:00:00 value=23.1")]
    [InlineData("""[{"n":"a/temp","u":"Cel","v":23.1}]""", "a air 2026-11-22T04:00:00 temp=23.1")]
    [InlineData("""[{"n":"temp","v":23.1}]""", "gw air 2026-11-22T04:00:00 temp=23.1")]
    [InlineData("""[{"bn":"a/","n":"temp","t":-5,"v":20}]""", "a air 2026-11-22T03:59:55 temp=20")]
    [InlineData("""[{"bn":"a/","bt":1320067464,"bu":"Cel","bv":10,"n":"temp","v":1.5}]""", "a air 2011-10-31T13:24:24 temp=11.5")]
    [InlineData("""[{"bn":"a/","bv":10,"n":"temp"}]""", "a air 2026-11-22T04:00:00 temp=10")]
    [InlineData("""[{"bn":"a/","bs":100,"n":"energy","s":5,"u":"J"}]""", "a air 2026-11-22T04:00:00 energy_sum=105")]
    [InlineData("""[{"bn":"a/","n":"open","vb":true}]""", "a air 2026-11-22T04:00:00 open=1")]
    [InlineData("""[{"bn":"a/","n":"temp","u":"[degF]","v":68}]""", "a air 2026-11-22T04:00:00 temp=20")]
    [InlineData("""[{"bn":"a/","n":"x","u":"lat","v":10.35},{"n":"y","u":"lon","v":107.08}]""", "a air 2026-11-22T04:00:00 @10.35,107.08")]
    [InlineData("""[{"bn":"a/","n":"temp","v":1},{"bn":"b/","n":"temp","v":2}]""", "a air 2026-11-22T04:00:00 temp=1|b air 2026-11-22T04:00:00 temp=2")]
    [InlineData("""[{"bn":"a/","n":"temp","u":"V","v":1}]""", "! bad-unit")]
    [InlineData("""[{"bn":"a/","bver":11,"n":"temp","v":1}]""", "! malformed-payload")]
    [InlineData("""[{"bn":"a/","n":"temp","v":1,"must_":1}]""", "! malformed-payload")]
    [InlineData("""[{"bn":"a/","n":"temp","v":"1"}]""", "! malformed-payload")]
    [InlineData("""[{"bn":"/a","n":"temp","v":1}]""", "! malformed-payload")]
    [InlineData("""[{"bn":"a/"}]""", "! empty")]
    [InlineData("""{"bn":"a/"}""", "! malformed-payload")]
    public void Pack_InJson_IsResolved(string pack, string expected) => string.Join('|', City.Value.Send("senml/gw", pack)).Should().Be(expected);

    [Fact]
    public void Pack_InCbor_IsTheSame()
    {
        var cbor = new CborWriter();
        cbor.WriteStartArray(2);
        cbor.WriteStartMap(3);
        cbor.WriteInt32(-2);
        cbor.WriteTextString("a/");
        cbor.WriteInt32(-3);
        cbor.WriteInt64(1_320_067_464);
        cbor.WriteInt32(-4);
        cbor.WriteTextString("Cel");
        cbor.WriteEndMap();
        cbor.WriteStartMap(3);
        cbor.WriteInt32(0);
        cbor.WriteTextString("temp");
        cbor.WriteInt32(2);
        cbor.WriteSingle(23.1f);
        cbor.WriteInt32(6);
        cbor.WriteInt32(-1);
        cbor.WriteEndMap();
        cbor.WriteEndArray();
        var pack = cbor.Encode();

        City.Value.Send("senml/gw", pack).Should().Equal("a air 2011-10-31T13:24:23 temp=23.1");
        for (var length = 1; length < pack.Length; length++)
        {
            City.Value.Send("senml/gw", pack[..length]).Should().Equal("! malformed-payload");
        }
    }
}
