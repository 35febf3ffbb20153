namespace SmartCity.Ioc.Ingest.Foreign;

/// <summary>Messages of products in forms that the recorded examples do not show.</summary>
public sealed class PresetTests
{
    private static readonly Lazy<ForeignCity> City = new(ForeignCity.OfEveryPreset);

    [Theory]
    [InlineData("frigate/front_door/status/detect", "offline", "front_door camera now status:offline")]
    [InlineData("frigate/front_door/status/record", "online", "front_door camera now")]
    [InlineData("frigate/front_door/person", "3", "front_door camera now persons=3")]
    [InlineData("frigate/front_door/motion", "ON", "front_door camera now motion=1")]
    [InlineData("frigate/available", "online", "nvr gateway now status:online")]
    [InlineData("zigbee2mqtt/hall/availability", """{"state":"offline"}""", "hall air now status:offline")]
    [InlineData("zigbee2mqtt/hall/availability", "online", "hall air now status:online")]
    [InlineData("zigbee2mqtt/hall", """{"temperature": 20, "last_seen": "2026-11-22T10:00:00+07:00", "pressure": 1013}""", "hall air 2026-11-22T03:00:00 temp=20 pressure=1013")]
    [InlineData("zigbee2mqtt/hall", "ON", "! malformed-payload")]
    [InlineData("zigbee2mqtt/hall", """{"temperature": 999}""", "! out-of-range")]
    [InlineData("tele/node/LWT", "Online", "node air now status:online")]
    [InlineData("tele/node/SENSOR", """{"Time":"2026-11-22T10:00:00","AM2301":{"Temperature":68,"Humidity":50},"TempUnit":"F"}""", "node air 2026-11-22T03:00:00 am2301_temperature=68 am2301_humidity=50")]
    [InlineData("stat/node/POWER", "OFF", "node air now relay=0")]
    [InlineData("shelly1/online", "true", "shelly1 air now status:online")]
    [InlineData("shelly1/events/rpc", """{"src":"shelly1","method":"NotifyStatus","params":{"ts":1795320000.5,"switch:0":{"id":0,"output":true,"apower":12.5}}}""", "shelly1 air 2026-11-22T04:00:00.5 relay=1 power=12.5")]
    [InlineData("shelly1/events/rpc", """{"src":"shelly1","method":"NotifyEvent","params":{"ts":1795320000,"events":[{"component":"input:0","event":"single_push"}]}}""", "shelly1 air 2026-11-22T04:00:00 [single_push:input:0]")]
    [InlineData("shellies/ht/sensor/temperature", "21.5", "ht air now temp=21.5")]
    [InlineData("onvif/cam1/onvif-ej/VideoSource/MotionAlarm/1", """{"UtcTime":"2026-11-22T04:00:00Z","Source":{"Source":"1"},"Data":{"State":"true"}}""", "cam1 camera 2026-11-22T04:00:00 state=1 [VideoSource/MotionAlarm/1:]")]
    [InlineData("v1.1/Datastreams(7)/Observations", """{"phenomenonTime":"2026-11-22T03:00:00Z/2026-11-22T04:00:00Z","result":1.25}""", "7 sensor 2026-11-22T03:00:00 result=1.25")]
    [InlineData("v1.1/Observations", """{"phenomenonTime":"2026-11-22T03:00:00Z","result":1.25,"Datastream":{"@iot.id":3,"ObservedProperty":{"name":"Level"},"Thing":{"name":"Kim Long"},"unitOfMeasurement":{"symbol":"m"}}}""", "kim-long sensor 2026-11-22T03:00:00 level=1.25")]
    [InlineData("ngsi/x", """{"id":"urn:ngsi-ld:AirQualityObserved:A1","type":"AirQualityObserved","temperature":{"type":"Property","value":68,"unitCode":"FAH","observedAt":"2026-11-22T03:00:00Z"},"relativeHumidity":{"type":"Property","value":0.5}}""", "a1 air 2026-11-22T03:00:00 temp=20 humidity=50")]
    [InlineData("ngsi/x", """{"type":"Notification","data":[{"id":"w","type":"Wave","height":1},{"id":"v","type":"Wave","height":2}]}""", "w wave now height=1|v wave now height=2")]
    [InlineData("ngsi/x", """{"id":"urn:ngsi-ld:AirQualityObserved:C1","type":"AirQualityObserved","pm25":{"value":12.5,"observedAt":"2026-11-22T03:30:00Z","unitCode":"GQ"}}""", "c1 air 2026-11-22T03:30:00 pm25=12.5")]
    [InlineData("ngsi/x", """{"id":"urn:ngsi-ld:Level:L1","type":"Level","level":[{"value":1.2,"datasetId":"a"},{"value":1.3,"observedAt":"2026-11-22T03:10:00Z"},{"value":9,"datasetId":"b"}]}""", "l1 level 2026-11-22T03:10:00 level=1.3")]
    [InlineData("application/9/device/70b3d5/event/up", """{"devEUI":"cLPVAAAA","time":"2026-11-22T03:59:59Z","fPort":2,"data":"AA==","objectJSON":"{\"level\":1.5}"}""", "70b3d5 lorawan 2026-11-22T03:59:59 seq:0 level=1.5")]
    [InlineData("v3/app@ttn/devices/d1/service/data", """{"received_at":"2026-11-22T03:59:58Z","service_data":{"service":"lbs","data":{}}}""", "d1 lorawan 2026-11-22T03:59:58 [service:lbs]")]
    [InlineData("frigate/front_door/audio/dBFS", "-38.5", "front_door camera now audio_dbfs=-38.5")]
    [InlineData("frigate/events", """{"type":"end","after":{"id":"1","camera":"gate","frame_time":1795320000,"label":"car","score":0.9,"recognized_license_plate":"72A-12345","recognized_license_plate_score":0.8}}""", "gate camera 2026-11-22T04:00:00 object_score=0.9 [car:] [plate:72A-12345]")]
    [InlineData("frigate/events", """{"type":"end","after":{"id":"1","camera":"gate","frame_time":1795320000,"label":"car","score":0.9,"recognized_license_plate":["72A-12345",0.8]}}""", "gate camera 2026-11-22T04:00:00 object_score=0.9 [car:] [plate:72A-12345]")]
    [InlineData("frigate/profile/state", "night", "! unmapped")]
    [InlineData("stat/node/STATUS8", """{"StatusSNS":{"Time":"2026-11-22T10:59:59","AM2301":{"Temperature":20,"Humidity":55}}}""", "node air 2026-11-22T03:59:59 am2301_temperature=20 am2301_humidity=55")]
    [InlineData("shellyplus1pm/status/switch:0", """{"id":0,"output":true,"apower":1.5,"aenergy":{"total":7}}""", "shellyplus1pm air now relay=1 power=1.5 energy=7")]
    [InlineData("shellyplus1pm/status/wifi", """{"rssi":-60}""", "! unmapped")]
    [InlineData("shellyplus1/events/rpc", """{"src":"shellyplus1","method":"NotifyStatus","params":{"ts":1795320000,"sys":{"cfg_rev":5}}}""", "shellyplus1 air 2026-11-22T04:00:00")]
    [InlineData("shellies/em/emeter/0/power", "99", "em air now power=99")]
    [InlineData("platerecognizer/x", """{"camera_id":"cam2","timestamp":"2026-11-22T03:59:59Z","results":[{"plate":"72a12345","score":0.9},{"plate":null,"vehicle":{"type":"Car"}}]}""", "cam2 camera 2026-11-22T03:59:59 plates=1 [plate:72a12345]")]
    [InlineData("senml/gw", """[{"n":"urn:dev:ow:10e2073a01080063","u":"Cel","v":23.1}]""", "urn-dev-ow-10e2073a01080063 power 2026-11-22T04:00:00 value=23.1")]
    [InlineData("senml/gw", """[{"n":"urn:dev:mac:0024befffe804ff1_temp","v":23.1}]""", "urn-dev-mac-0024befffe804ff1 power 2026-11-22T04:00:00 temp=23.1")]
    [InlineData("senml/gw", """[{"bn":"a:","n":"t","v":1,"vs":"x"}]""", "! malformed-payload")]
    [InlineData("nobody/knows", "{}", "! malformed-topic")]
    [InlineData("vias/x", """{"event_type": 1}""", "! unmapped")]
    public void Message_OfAProduct_GivesItsReadings(string topic, string payload, string expected) =>
        string.Join('|', City.Value.Send(topic, payload)).Should().Be(expected);

    [Fact]
    public void Onvif_InXml_GivesEachNotification()
    {
        const string Xml = """
            <tt:MetadataStream xmlns:tt="http://www.onvif.org/ver10/schema" xmlns:wsnt="http://docs.oasis-open.org/wsn/b-2" xmlns:tns1="x"><tt:Event>
            <wsnt:NotificationMessage><wsnt:Topic Dialect="d">tns1:RuleEngine/tnsaxis:Line/Crossed</wsnt:Topic><wsnt:Message><tt:Message UtcTime="2026-11-22T04:00:00.250" PropertyOperation="Changed">
            <tt:Source><tt:SimpleItem Name="Rule" Value="1"/></tt:Source><tt:Data><tt:SimpleItem Name="Percentage" Value="32"/><tt:SimpleItem Name="IsMotion" Value="true"/></tt:Data></tt:Message></wsnt:Message></wsnt:NotificationMessage>
            </tt:Event></tt:MetadataStream>
            """;

        City.Value.Send("onvif/cam1/metadata", Xml).Should().Equal("cam1 camera 2026-11-22T04:00:00.25 percentage=32 ismotion=1 [RuleEngine/Line/Crossed:]");
        City.Value.Send("onvif/cam1/metadata", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>").Should().Equal("! malformed-payload");
    }

    [Fact]
    public void Onvif_AnalyticsFrames_CountWhatIsInThePicture()
    {
        const string Xml = """
            <tt:MetadataStream xmlns:tt="http://www.onvif.org/ver10/schema"><tt:VideoAnalytics>
            <tt:Frame UtcTime="2026-11-22T04:00:00Z"><tt:Object ObjectId="1"><tt:Appearance><tt:Shape><tt:BoundingBox left="-0.2" top="0.3" right="0.1" bottom="-0.1"/></tt:Shape>
            <tt:Class><tt:Type Likelihood="0.9">Human</tt:Type><tt:Type Likelihood="0.1">Vehicle</tt:Type></tt:Class></tt:Appearance></tt:Object>
            <tt:Object ObjectId="2"><tt:Appearance><tt:Class><tt:ClassCandidate><tt:Type>Animal</tt:Type><tt:Likelihood>0.8</tt:Likelihood></tt:ClassCandidate></tt:Class></tt:Appearance></tt:Object></tt:Frame>
            <tt:Frame UtcTime="2026-11-22T04:00:00.2Z"/></tt:VideoAnalytics></tt:MetadataStream>
            """;

        City.Value.Send("onvif/cam2/metadata", Xml).Should().Equal(
            "cam2 camera 2026-11-22T04:00:00 objects=2 animal=1 persons=1 vehicles=0", "cam2 camera 2026-11-22T04:00:00.2 objects=0 persons=0 vehicles=0");
    }

    [Fact]
    public void Devices_OfTheCity_AreKnownByTheTable()
    {
        using var city = new ForeignCity("""
            decoders:
              - {id: z, preset: zigbee2mqtt, kind: other, device: 'z-{device}', rename: {temperature: temp}, drop: linkquality, devices: [{from: "Phòng khách", device: air-1, kind: air}]}
            """);

        city.Send("zigbee2mqtt/Phòng khách", """{"temperature": 20, "linkquality": 90}""").Should().Equal("air-1 air now temp=20");
        using var placed = new ForeignCity("decoders: [{id: z, preset: zigbee2mqtt, kind: other, devices: [{from: hall, device: hall-7, at: [10.35, 107.08]}]}]");
        placed.Send("zigbee2mqtt/hall", """{"humidity": 50}""").Should().Equal("hall-7 other now humidity=50 @10.35,107.08");

        city.Send("zigbee2mqtt/Đèn đường 7", """{"state": "OFF"}""").Should().ContainSingle().Which.Should().EndWith(" other now state=0");
    }
}
