using System.Globalization;
using System.Text;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Ingest.Fakes;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>CONTRACT section 3, rule by rule.</summary>
public sealed class PayloadDecoderTests : IDisposable
{
    private readonly DecodingCity _city = new();

    public void Dispose() => _city.Dispose();

    [Fact]
    public void Payload_OfTheContract_IsTakenWhole()
    {
        _city.Send(DecodingCity.Air, """
            {"ts": 1795308300928, "seq": 4711, "pm25": 38.2, "pm10": 51, "temp": 29.4, "online": true,
             "loc": {"lat": 10.3460, "lon": 107.0843},
             "events": [{"type": "plate", "value": "72A-123.45", "confidence": 0.94, "lane": 2}]}
            """);

        var message = _city.Single();
        message.Device.Should().Be("air-1");
        message.MeasuredAtNanos.Should().Be(1795308300928_000000);
        message.ReceivedAtNanos.Should().Be(DecodingCity.Arrival);
        message.Identity.Should().Be(4711);
        message.Marks.Should().Be(MessageMarks.HasSequence);
        message.Values.Should().Equal(new Dictionary<string, double> { ["pm25"] = 38.2, ["pm10"] = 51, ["temp"] = 29.4, ["online"] = 1 });
        message.Location.Should().Be(new GeoPoint(10.3460, 107.0843));
        var detection = message.Events.Should().ContainSingle().Subject;
        detection.Type.Should().Be("plate");
        detection.Value.Should().Be("72A-123.45");
        detection.Confidence.Should().Be(0.94);
        detection.Json.Should().Be("""{"type": "plate", "value": "72A-123.45", "confidence": 0.94, "lane": 2}""");
    }

    [Theory]
    [InlineData("""{"a": 1}""", "a=1")]
    [InlineData("""{"a": -0}""", "a=0")]
    [InlineData("""{"a": -0.0e5}""", "a=0")]
    [InlineData("""{"a": 1.5E+2}""", "a=150")]
    [InlineData("""{"a": 0.1, "b": 1234567890.12345}""", "a=0.1 b=1234567890.12345")]
    [InlineData("""{"a": 123456789012345678901234567890}""", "a=1.2345678901234568E+29")]
    [InlineData("""{"a": true, "b": false}""", "a=1 b=0")]
    [InlineData("""{"a": {"b": {"c": 3}, "d": 4}, "e": 5}""", "a_b_c=3 a_d=4 e=5")]
    [InlineData("""{"a": 1, "b": null, "c": {"d": null}, "e": {}}""", "a=1")]
    [InlineData("""{"a": 1, "a": 2}""", "a=2")]
    [InlineData("""{"a_b": 1, "a": {"b": 2}}""", "a_b=2")]
    [InlineData("""{"\u0061": 1, "b\u002Fc": {"\u0064": 2}}""", "a=1 b/c_d=2")]
    [InlineData("""{"nhiệt độ": 31.5}""", "nhiệt độ=31.5")]
    [InlineData("""{"loc": {"lat": 1, "lon": 2, "alt": 7, "fix": {"sats": 9}}}""", "loc_alt=7 loc_fix_sats=9")]
    [InlineData("\uFEFF{\"a\": 1}", "a=1")]
    [InlineData(" \r\n\t{\"a\": 1} \n", "a=1")]
    public void Numbers_AreMetrics(string payload, string expected)
    {
        _city.Send(DecodingCity.Air, payload);

        string.Join(' ', _city.Single().Values.Select(v => FormattableString.Invariant($"{v.Key}={v.Value:R}"))).Should().Be(expected);
    }

    [Theory]
    [InlineData("""{"fw": "1.2"}""", "fw", "1.2")]
    [InlineData("""{"fw": "a\u00e9\n"}""", "fw", "aé\n")]
    [InlineData("""{"net": {"ip": "10.0.0.1"}}""", "net_ip", "10.0.0.1")]
    [InlineData("""{"lanes": [1, {"a": 2}]}""", "lanes", """[1, {"a": 2}]""")]
    [InlineData("""{"status": "maintenance"}""", "status", "maintenance")]
    [InlineData("""{"status": 3}""", "status", "3")]
    [InlineData("""{"status": {"battery": 12}}""", "status", """{"battery": 12}""")]
    [InlineData("""{"fw": "1", "fw": "2"}""", "fw", "2")]
    public void Texts_AreAttributes(string payload, string name, string value)
    {
        _city.Send(DecodingCity.Air, payload);

        _city.Single().Attributes.Should().Equal(new Dictionary<string, string> { [name] = value });
    }

    [Fact]
    public void Text_OverOneKibibyte_IsCutAtACharacterAndSaysSo()
    {
        _city.Send(DecodingCity.Air, $$"""{"note": "{{new string('a', 1023)}}é"}""");

        _city.Single().Attributes["note"].Should().Be(new string('a', 1023) + "…");
    }

    [Theory]
    [InlineData("1795308300928", 1795308300928_000000)]
    [InlineData("1795308300928.25", 1795308300928_250000)]
    [InlineData("1795308300928.0000019", 1795308300928_000001)]
    [InlineData("1.795308300928e12", 1795308300928_000000)]
    [InlineData("0", 0)]
    [InlineData("\"2026-11-22T00:45:00.928Z\"", 1795308300928_000000)]
    [InlineData("\"2026-11-22t07:45:00.928+07:00\"", 1795308300928_000000)]
    [InlineData("\"2026-11-21 23:15:00.928-01:30\"", 1795308300928_000000)]
    [InlineData("\"2026-11-22T00:45:00.123456789Z\"", 1795308300123_456789)]
    [InlineData("\"2016-12-31T23:59:60Z\"", 1483228800000_000000)]
    [InlineData("\"2026-11-22T07:45:00.928\\u002B07:00\"", 1795308300928_000000)]
    public void Time_IsTakenToTheNanosecond(string time, long nanos)
    {
        _city.Send(DecodingCity.Air, $$"""{"ts": {{time}}, "pm25": 1}""");

        var message = _city.Single();
        message.MeasuredAtNanos.Should().Be(nanos);
        message.Marks.Should().Be(MessageMarks.None);
    }

    [Theory]
    [InlineData("""{"pm25": 1}""")]
    [InlineData("""{"ts": null, "pm25": 1}""")]
    public void Time_Missing_IsTheArrivalAndMarkedSo(string payload)
    {
        _city.Send(DecodingCity.Air, payload);

        var message = _city.Single();
        message.MeasuredAtNanos.Should().Be(DecodingCity.Arrival);
        message.Marks.Should().Be(MessageMarks.TimeAssumed);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("-1")]
    [InlineData("\"1795308300928\"")]
    [InlineData("\"\"")]
    [InlineData("\"2026-11-22T00:45:00\"")]
    [InlineData("\"2026-02-30T00:45:00Z\"")]
    [InlineData("\"2026-11-22T24:00:00Z\"")]
    [InlineData("\"2026-11-22T00:45:00.Z\"")]
    [InlineData("\"2026-11-22T00:45:00+7:00\"")]
    [InlineData("\"2026-11-22T00:45:00+07:00 \"")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("9223372036855")]
    [InlineData("99999999999999999999")]
    [InlineData("1e300")]
    [InlineData("1795308300928e999")]
    public void Time_ThatIsNone_IsBadTime(string time)
    {
        _city.Send(DecodingCity.Air, $$"""{"ts": {{time}}, "pm25": 1}""");

        _city.SingleQuarantined().Reason.Should().Be(QuarantineReason.BadTime);
    }

    [Theory]
    [InlineData(300_000, false)]
    [InlineData(300_001, true)]
    public void Time_MoreThanFiveMinutesAhead_IsFutureTime(long aheadMilliseconds, bool isFuture)
    {
        _city.Send(DecodingCity.Air, $$"""{"ts": {{(DecodingCity.Arrival / 1_000_000) + aheadMilliseconds}}, "pm25": 1}""");

        _city.Quarantined.Select(q => q.Reason).Should().Equal(isFuture ? [QuarantineReason.FutureTime] : []);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("18446744073709551615", ulong.MaxValue)]
    public void Sequence_Unsigned64_IsTheIdentity(string sequence, ulong expected)
    {
        _city.Send(DecodingCity.Air, $$"""{"seq": {{sequence}}, "pm25": 1}""");

        _city.Single().Identity.Should().Be(expected);
        _city.Single().Marks.Should().HaveFlag(MessageMarks.HasSequence);
    }

    [Theory]
    [InlineData("""{"seq": -1, "a": 1}""", QuarantineReason.BadType, "seq")]
    [InlineData("""{"seq": 1.5, "a": 1}""", QuarantineReason.BadType, "seq")]
    [InlineData("""{"seq": "1", "a": 1}""", QuarantineReason.BadType, "seq")]
    [InlineData("""{"seq": 18446744073709551616, "a": 1}""", QuarantineReason.BadType, "seq")]
    [InlineData("""{"a": 1e999}""", QuarantineReason.BadType, "a")]
    [InlineData("""{"a": -1e999}""", QuarantineReason.BadType, "a")]
    [InlineData("""{"pm25": "38"}""", QuarantineReason.BadType, "pm25")]
    [InlineData("""{"pm25": [38]}""", QuarantineReason.BadType, "pm25")]
    [InlineData("""{"pm25": {"v": 38}}""", QuarantineReason.BadType, "pm25")]
    [InlineData("""{"pm25": 1000.5}""", QuarantineReason.OutOfRange, "pm25")]
    [InlineData("""{"temp": -40.1}""", QuarantineReason.OutOfRange, "temp")]
    [InlineData("""{"pm25": 2000, "pm25": 20}""", QuarantineReason.OutOfRange, "pm25")]
    [InlineData("""{"id": "air-2", "a": 1}""", QuarantineReason.IdentityMismatch, "id")]
    [InlineData("""{"zone": "e2", "a": 1}""", QuarantineReason.IdentityMismatch, "zone")]
    [InlineData("""{"type": "camera", "a": 1}""", QuarantineReason.IdentityMismatch, "type")]
    [InlineData("""{"id": {}, "a": 1}""", QuarantineReason.IdentityMismatch, "id")]
    [InlineData("""{"loc": "here"}""", QuarantineReason.BadType, "loc")]
    [InlineData("""{"loc": {"lat": 1}}""", QuarantineReason.BadType, "loc")]
    [InlineData("""{"loc": {"lat": "1", "lon": 2}}""", QuarantineReason.BadType, "loc.lat")]
    [InlineData("""{"loc": {"lat": 91, "lon": 2}}""", QuarantineReason.OutOfRange, "loc")]
    [InlineData("""{"loc": {"lat": 1, "lon": -180.5}}""", QuarantineReason.OutOfRange, "loc")]
    [InlineData("""{"events": {}}""", QuarantineReason.BadType, "events")]
    [InlineData("""{"events": [1]}""", QuarantineReason.BadType, "event")]
    [InlineData("""{"events": [{"value": 1}]}""", QuarantineReason.BadType, "type")]
    [InlineData("""{"": 1}""", QuarantineReason.BadType, "name")]
    [InlineData("""{"a\u0000": 1}""", QuarantineReason.BadType, "control")]
    [InlineData("""{"0123456789012345678901234567890123456789012345678901234567890123x": 1}""", QuarantineReason.BadType, "64")]
    [InlineData("""{"01234567890123456789012345678901234567890": {"0123456789012345678901234": 1}}""", QuarantineReason.BadType, "64")]
    [InlineData("""{"a": "\ud800"}""", QuarantineReason.MalformedPayload, "Unicode")]
    [InlineData("""{"\ud800": 1}""", QuarantineReason.MalformedPayload, "Unicode")]
    [InlineData("""{"events": [{"type": "\ud800"}]}""", QuarantineReason.MalformedPayload, "Unicode")]
    [InlineData("{}", QuarantineReason.Empty, "no value")]
    [InlineData("""{"ts": 1795308300928, "seq": 1, "a": null}""", QuarantineReason.Empty, "no value")]
    [InlineData("""{"events": []}""", QuarantineReason.Empty, "no value")]
    [InlineData("[]", QuarantineReason.Empty, "no elements")]
    [InlineData("", QuarantineReason.Empty, "empty")]
    [InlineData(" \n", QuarantineReason.Empty, "empty")]
    [InlineData("42", QuarantineReason.MalformedPayload, "neither")]
    [InlineData("\"a\"", QuarantineReason.MalformedPayload, "neither")]
    [InlineData("null", QuarantineReason.MalformedPayload, "neither")]
    [InlineData("[1]", QuarantineReason.MalformedPayload, "not an object")]
    [InlineData("[[{\"a\": 1}]]", QuarantineReason.MalformedPayload, "not an object")]
    [InlineData("{\"a\": 1} {\"a\": 2}", QuarantineReason.MalformedPayload, "LineNumber")]
    [InlineData("{\"a\": 1,}", QuarantineReason.MalformedPayload, "LineNumber")]
    [InlineData("{\"a\": NaN}", QuarantineReason.MalformedPayload, "LineNumber")]
    [InlineData("{'a': 1}", QuarantineReason.MalformedPayload, "LineNumber")]
    [InlineData("{\"a\": 01}", QuarantineReason.MalformedPayload, "LineNumber")]
    [InlineData("{\"a\": 1} // note", QuarantineReason.MalformedPayload, "LineNumber")]
    [InlineData("[{\"a\": 1}, {\"b\": }]", QuarantineReason.MalformedPayload, "LineNumber")]
    public void Payload_AgainstTheRules_IsPutAsideWholeWithItsReason(string payload, QuarantineReason reason, string said)
    {
        _city.Send(DecodingCity.Air, payload);

        var message = _city.SingleQuarantined();
        message.Reason.Should().Be(reason);
        message.Detail.Should().Contain(said);
        message.Topic.Should().Be(DecodingCity.Air);
        if (payload[..Math.Min(1, payload.Length)] != "[")
        {
            Encoding.UTF8.GetString(message.Payload.Span).Should().Be(payload);
        }
    }

    [Theory]
    [InlineData("""{"id": "air-1", "zone": "e1", "type": "air", "a": 1}""")]
    [InlineData("""{"id": "air\u002d1", "a": 1}""")]
    [InlineData("""{"id": null, "zone": null, "type": null, "loc": null, "events": null, "status": null, "seq": null, "a": 1}""")]
    public void Identity_ThatAgrees_IsIgnored(string payload)
    {
        _city.Send(DecodingCity.Air, payload);

        _city.Single().Values.Keys.Should().Equal("a");
    }

    [Fact]
    public void Payload_NotUtf8_IsMalformed()
    {
        _city.Send(DecodingCity.Air, [.. "{\"a\": \""u8, 0xff, .. "\"}"u8]);

        _city.SingleQuarantined().Reason.Should().Be(QuarantineReason.MalformedPayload);
    }

    [Theory]
    [InlineData(16, false)]
    [InlineData(17, true)]
    public void Payload_DeeperThanSixteen_IsMalformed(int depth, bool isMalformed)
    {
        var nested = string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
        _city.Send(DecodingCity.Air, nested);

        _city.Quarantined.Select(q => q.Reason).Should().Equal(isMalformed ? [QuarantineReason.MalformedPayload] : []);
    }

    [Fact]
    public void Batch_WithABadElement_LosesOnlyThatElement()
    {
        _city.Send(DecodingCity.Air, """[{"pm25": 1, "fw": "x"}, {"pm25": -5, "fw": "y", "loc": {"lat": 1, "lon": 1}}, 7, {"pm25": 3}]""");

        _city.Messages.Select(m => m.Values["pm25"]).Should().Equal(1, 3);
        _city.Messages[0].Attributes.Should().ContainKey("fw");
        _city.Messages[1].Attributes.Should().BeEmpty();
        _city.Messages[1].Location.Should().BeNull();
        _city.Quarantined.Select(q => (q.Ordinal, q.Reason, Encoding.UTF8.GetString(q.Payload.Span))).Should().Equal(
            (0, QuarantineReason.OutOfRange, """{"pm25": -5, "fw": "y", "loc": {"lat": 1, "lon": 1}}"""),
            (1, QuarantineReason.MalformedPayload, "7"));
        _city.Rejects.Should().Equal(("air-1", QuarantineReason.OutOfRange), ("air-1", QuarantineReason.MalformedPayload));
        var counts = _city.Ledger.Snapshot().Messages;
        (counts.Received, counts.Quarantined).Should().Be((4, 2));
    }

    [Fact]
    public void Attributes_MoreThanSixtyFour_ArePutAside()
    {
        var members = Enumerable.Range(0, 65).Select(i => string.Create(CultureInfo.InvariantCulture, $"\"a{i}\": \"x\""));
        _city.Send(DecodingCity.Air, "{" + string.Join(',', members) + "}");

        _city.SingleQuarantined().Reason.Should().Be(QuarantineReason.BadType);
    }

    [Fact]
    public void MetricNames_BeyondTheCap_AreKeptAsAttributes()
    {
        using var city = new DecodingCity(new RegistrationOptions { MaxMetricsPerKind = 2 });
        city.Send(DecodingCity.Air, """{"a": 1, "b": 2, "c": 3, "d": true, "pm25": 4}""");

        var message = city.Single();
        message.Values.Keys.Should().BeEquivalentTo("a", "b", "pm25");
        message.Attributes.Should().Equal(new Dictionary<string, string> { ["c"] = "3", ["d"] = "true" });
    }

    [Fact]
    public void Identity_WithoutSequence_IsOfTheContent()
    {
        _city.Send(DecodingCity.Air, """{"pm25": 1}""");
        _city.Send(DecodingCity.Air, """[{"pm25": 1}, {"pm25": 2}]""");

        _city.Messages[1].Identity.Should().Be(_city.Messages[0].Identity);
        _city.Messages[2].Identity.Should().NotBe(_city.Messages[0].Identity);
    }

    [Fact]
    public void Marks_OfTheDelivery_AreKept()
    {
        _city.Send(DecodingCity.Air, """{"ts": 1795308300928, "pm25": 1}""", DeliveryMarks.Retained | DeliveryMarks.Historical);

        _city.Single().Marks.Should().Be(MessageMarks.Retained | MessageMarks.Historical);
        _city.Ledger.Snapshot().Messages.Received.Should().Be(0, "a retained message is not counted again");
    }

    [Theory]
    [InlineData("online", MessageMarks.StatusOnline)]
    [InlineData(" offline\n", MessageMarks.StatusOffline)]
    public void Status_OnItsTopic_IsAMark(string payload, MessageMarks mark)
    {
        _city.Send(DecodingCity.Air + "/status", payload, DeliveryMarks.Retained);

        var message = _city.Single();
        message.Device.Should().Be("air-1");
        message.Marks.Should().Be(mark | MessageMarks.Retained | MessageMarks.TimeAssumed);
        message.Values.Should().BeEmpty();
    }

    [Fact]
    public void Status_OfAnotherWord_IsPutAside()
    {
        _city.Send(DecodingCity.Air + "/status", "rebooting");

        _city.SingleQuarantined().Reason.Should().Be(QuarantineReason.MalformedPayload);
    }

    [Fact]
    public void Payload_OverTheLimit_IsTooLargeWithItsTrueLength()
    {
        var buffer = new byte[8192];
        var length = MessageFrameWriter.WriteHeader(buffer);
        length += MessageFrameWriter.Write(
            buffer.AsSpan(length), default, Encoding.UTF8.GetBytes(DecodingCity.Air), new(new byte[300_000]), keep: 4096);
        _city.SendFrame(buffer[..length]);

        var message = _city.SingleQuarantined();
        message.Reason.Should().Be(QuarantineReason.TooLarge);
        message.Payload.Length.Should().Be(4096);
        message.Detail.Should().Contain("300000");
    }

    [Fact]
    public void Device_ThatNobodyPlaced_IsWhereItFirstSaysItIs()
    {
        _city.Send("ioc/v1/e1/bus/bus-1", """[{"loc": {"lat": 10, "lon": 107}}, {"loc": {"lat": 11, "lon": 108}}]""");
        _city.Send(DecodingCity.Air, """{"loc": {"lat": 1, "lon": 2}}""");

        _city.Registry.TryFindDevice("bus-1", out var bus).Should().BeTrue();
        _city.Registry.Device(bus).Location.Should().Be(new GeoPoint(10, 107));
        _city.Registry.Device(0).Location.Should().Be(new GeoPoint(10.35, 107.08), "the city's files place it");
    }
}
