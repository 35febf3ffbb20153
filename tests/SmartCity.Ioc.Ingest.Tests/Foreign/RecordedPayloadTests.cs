using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Ingest.Foreign;

/// <summary>The recorded examples of what cities' devices send, each with the readings that are in it or the reason why there are none.</summary>
public sealed class RecordedPayloadTests
{
    // One for all: reading eighteen presets takes a while.
    private static readonly Lazy<ForeignCity> City = new(ForeignCity.OfEveryPreset);

    [SkippableTheory]
    [InlineData(
        "frigate/events", "frigate_events_update.json",
        "front_door camera 2020-12-04T23:19:22.082975 object_score=0.87890625 object_area=40096 object_speed=0.77 [person:John Smith] [plate:ABC12345]")]
    [InlineData(
        "frigate/reviews", "frigate_reviews_update.json",
        "front_cam camera 2024-06-21T16:25:29.308396 [review:alert]")]
    [InlineData("frigate/tracked_object_update", "frigate_tracked_object_classification_attribute.json",
        "front_door_cam camera 2020-12-04T23:19:18.748393 [classification:yes]")]
    [InlineData("frigate/tracked_object_update", "frigate_tracked_object_classification_sub_label.json",
        "front_door_cam camera 2020-12-04T23:19:18.748393 [classification:delivery_person]")]
    [InlineData(
        "frigate/tracked_object_update", "frigate_tracked_object_description.json",
        "nvr gateway now [description:The car is a red sedan moving away from the camera.]")]
    [InlineData(
        "frigate/tracked_object_update", "frigate_tracked_object_face.json",
        "front_door_cam camera 2020-12-04T23:19:18.748393 [face:John]")]
    [InlineData(
        "frigate/tracked_object_update", "frigate_tracked_object_lpr.json",
        "driveway_cam camera 2020-12-04T23:19:18.748393 [plate:123ABC]")]
    [InlineData(
        "frigate/triggers", "frigate_triggers.json",
        "driveway camera now [trigger:car_trigger]")]
    [InlineData(
        "lightnvr/detections/front_door", "lightnvr_detection.json",
        "front_door camera 2024-02-01T00:00:00 objects=2 persons=1 vehicles=1 [person:] [car:]")]
    [InlineData(
        "axis/B8A44F941234/com.axis.analytics_scene_description.v0.beta", "axis_scene_description_frame.json",
        "b8a44f941234 camera 2023-03-08T09:00:19.320111 objects=2 persons=1 vehicles=1")]
    [InlineData(
        "axis/B8A44F941234/event/tns:axis/CameraApplicationPlatform/ObjectAnalytics/Device1Scenario1", "axis_object_analytics_occupancy.json",
        "b8a44f941234-device1scenario1 camera 2022-02-22T22:22:22.222 occupants=7 persons=7")]
    [InlineData(
        "axis/B8A44F941234/event/tns:axis/CameraApplicationPlatform/ObjectAnalytics/Device1Scenario2", "axis_object_analytics_crossline.json",
        "b8a44f941234-device1scenario2 camera 2022-02-22T22:22:22.222 crossings=3 crossings_human=3 [crossing:human]")]
    [InlineData(
        "axis/B8A44F941234/event/tns:axis/CameraApplicationPlatform/ObjectAnalytics/Device1Scenario3", "axis_object_analytics_active.json",
        "b8a44f941234-device1scenario3 camera 2022-02-22T22:22:22.222 active=1")]
    [InlineData(
        "axis/00408CAC512B/people-counter", "axis_people_counter_live.json",
        "00408cac512b crowd 2017-05-03T04:27:56 people_in=12 people_out=318")]
    [InlineData(
        "platerecognizer/s", "platerecognizer_stream_webhook.json",
        "camera-1 camera 2021-09-29T05:56:13.606935 plates=1 [plate:9jub11]")]
    [InlineData(
        "platerecognizer/s", "platerecognizer_people_tracker.json",
        "camera-1 camera 2023-07-05T08:59:54.183408 persons=1 [person:]")]
    [InlineData(
        "vias/x", "vias_abnormal_parking.json",
        "03543400000000000101-1c471506397a48ecab0ba52360bdd430 camera 2018-08-29T12:43:24 vehicles=1 [abnormal-parking:Guangdong C3X94L]")]
    [InlineData(
        "vias/x", "vias_wrong_way.json",
        "03543400000000000101-1c471506397a48ecab0ba52360bdd430 camera 2018-08-29T12:43:24 vehicles=1 [wrong-way:XXXXXX]")]
    [InlineData(
        "vias/x", "vias_people_flow_line.json",
        "test camera 2018-08-29T12:45:30 people_side1=2 people_side2=2 interval=2 line0_side1=1 line1_side1=1 line0_side2=0 line1_side2=2")]
    [InlineData(
        "vias/x", "vias_peak_crowd.json",
        "test_camera camera 2018-05-29T14:17:43 persons=14 [crowd-peak:14]")]
    [InlineData(
        "vias/x", "vias_crowd_density.json",
        "test_camera camera 2018-05-29T14:17:43 persons=14 banners=5 [crowd-density:14]")]
    [InlineData(
        "vias/x", "vias_vehicle_peak.json",
        "03543400000000000101-1c471506397a48ecab0ba52360bdd430 camera 2018-08-29T12:43:24 vehicles=2 interval=10 [vehicle-peak:2]")]
    [InlineData(
        "tele/tasmota/SENSOR", "tasmota_sensor_ds18b20.json",
        "tasmota air 2017-02-16T03:13:52 temp=20.6")]
    [InlineData(
        "stat/tasmota_switch/RESULT", "tasmota_result_power.json",
        "tasmota_switch air now relay=1")]
    [InlineData(
        "stat/tasmota/STATUS6", "tasmota_status6.json",
        "tasmota air now statusmqt_mqttport=1883 statusmqt_mqttcount=1 statusmqt_max_packet_size=1000 statusmqt_keepalive=30")]
    [InlineData(
        "zigbee2mqtt/phong_khach", "zigbee2mqtt_temp_humidity.json",
        "phong_khach air now temp=27.34 humidity=44.72")]
    [InlineData(
        "zigbee2mqtt/hall", "zigbee2mqtt_occupancy.json",
        "hall air now occupancy=1")]
    [InlineData(
        "zigbee2mqtt/lamp", "zigbee2mqtt_light_state.json",
        "lamp air now state=1 brightness=215 color_temp=325")]
    [InlineData(
        "zigbee2mqtt/bridge/groups", "zigbee2mqtt_bridge_groups.json",
        "! unmapped")]
    [InlineData(
        "zigbee2mqtt/bridge/event", "zigbee2mqtt_bridge_event_interview.json",
        "zigbee-bridge gateway now [device_interview:0x90fd9ffffe6494fc]")]
    [InlineData(
        "zigbee2mqtt/bridge/logging", "zigbee2mqtt_bridge_logging.json",
        "zigbee-bridge gateway now")]
    [InlineData(
        "application/17c82e96/device/0101010101010101/event/up", "chirpstack_v4_up.json",
        "0101010101010101 lorawan 2022-07-18T09:34:15.7750232 seq:0 rssi=-36 snr=10.5")]
    [InlineData(
        "application/17c82e96/device/0101010101010101/event/status", "chirpstack_v4_status.json",
        "0101010101010101 lorawan 2022-07-18T09:35:06.9271726 battery=88.3 link_margin=10")]
    [InlineData(
        "application/17c82e96/device/0101010101010101/event/join", "chirpstack_v4_join.json",
        "0101010101010101 lorawan 2022-07-18T09:33:28.8235007 [join:00189440]")]
    [InlineData(
        "application/17c82e96/device/0101010101010101/event/log", "chirpstack_v4_log_error.json",
        "0101010101010101 lorawan 2022-07-18T09:39:57.311414 [UPLINK_MIC:MIC of join-request is invalid, make sure keys are correct]")]
    [InlineData(
        "application/17c82e96/device/0101010101010101/event/location", "chirpstack_v4_location.json",
        "0101010101010101 lorawan 2022-07-18T09:55:11.059481 altitude=2 @37.344214,-8.839375")]
    [InlineData(
        "application/1/device/a841452101b04161/event/up", "chirpstack_v3_dragino_lht65.json",
        "a841452101b04161 lorawan now seq:2064 rssi=-55 snr=9.5 battery_voltage=3.04 humidity=34.5 tempc_ds=17.12 temp=17.67")]
    [InlineData(
        "openremote/a1", "openremote_multi_attribute.json",
        "a1 sensor now presence=1")]
    [InlineData(
        "v3/soil@ttn/devices/eui-a8404194a1875ff3/up", "ttn_v3_uplink_dragino_soil.json",
        "eui-a8404194a1875ff3 lorawan 2023-06-20T14:34:32.6562999 seq:0 rssi=-42 snr=5.8 bat=3.384 tempc_ds18b20=0 conduct_soil=0 temp_soil=30.11 water_soil=0")]
    [InlineData(
        "ttn/events", "ttn_v3_event_ezurio_rs26x.json",
        "rs261-erik-internal lorawan 2025-11-07T08:52:14.5361093 seq:25 rssi=-69 snr=8.25 temperature=21.83")]
    [InlineData(
        "senml/gw1", "senml_rfc8428_multiple.json",
        "urn-dev-ow-10e2073a01080063 power 2010-06-08T18:01:16.001 voltage=120.1 current=1700",
        "urn-dev-ow-10e2073a01080063 power 2010-06-08T18:01:11.001 current=1200",
        "urn-dev-ow-10e2073a01080063 power 2010-06-08T18:01:12.001 current=1300",
        "urn-dev-ow-10e2073a01080063 power 2010-06-08T18:01:13.001 current=1400",
        "urn-dev-ow-10e2073a01080063 power 2010-06-08T18:01:14.001 current=1500",
        "urn-dev-ow-10e2073a01080063 power 2010-06-08T18:01:15.001 current=1600")]
    [InlineData(
        "senml/gw1", "senml_two_metrics.json",
        "urn-dev-ow-10e2073a01080063 power 2026-11-22T04:00:00 voltage=120.1 current=1200")]
    [InlineData(
        "draft/gw", "senml_riotbench_city_node.json",
        "ci4lr75sl000802ypo4qrcjda23 air 2015-02-01T00:00:00 temp=-13.3333333333 humidity=53.7 light=0 dust=411.02 airquality_raw=140 @46.1927629,6.1668213")]
    [InlineData(
        "draft/gw", "senml_riotbench_taxi.json",
        "149298f6d390fa640e80b41ed31199c5 air 2013-01-13T18:30:00 trip_time_in_secs=1440 trip_distance=9.08 fare_amount=29 surcharge=0.5 mta_tax=0.5 tip_amount=0 tolls_amount=0 total_amount=30 @40.769081,-73.982071")]
    [InlineData(
        "ngsi/x", "fiware_air_quality_observed.json",
        "madrid-ambientobserved-28079004 air 2016-03-15T11:00:00 precipitation=0 humidity=54 temp=12.2 winddirection=176 windspeed=0.64 airqualityindex=65 reliability=0.7 co=0.5 no=45 co2=69 nox=139 so2=11 @40.423852777777775,-3.712247222222222")]
    [InlineData(
        "ngsi/x", "fiware_noise_level_observed.json",
        "vitoria-noiselevelobserved noise 2016-12-28T11:00:00 las=91.6 laeq=67.8 laeq_d=65.4 lmax=94.5 @42.8491,-2.698")]
    [InlineData(
        "ngsi/x", "fiware_traffic_flow_observed.json",
        "trafficflowobserved-valladolid-osm-60821110 traffic 2016-12-07T11:10:00 laneid=1 averageheadwaytime=0.5 intensity=197 occupancy=76 speed=52.6 averagevehiclelength=9.87 reversedlane=0 @41.6538181849672,-4.73735395519672")]
    [InlineData(
        "ngsi/x", "fiware_crowd_flow_observed.json",
        "valladolid_1 crowd 2018-08-07T11:10:00 persons=100 peoplecounttowards=50 peoplecountaway=50 averageheadwaytime=5 congested=0 @41.6538181849672,-4.73735395519672")]
    [InlineData(
        "airrohr/s1", "airrohr_push.json",
        "s1 air 2026-11-22T03:58:23 pm10=26.83 pm25=22.6 dht_temperature=19 dht_humidity=73.1 temp=21.53 humidity=53.64 pressure=972.2453 samples=588824 min_micro=243 max_micro=27694 signal=-50")]
    [InlineData(
        "airrohr/s1", "airrohr_namf.json",
        "2392534 air now pm10=15.23 pm25=10.17 temp=6.89 humidity=78.43 pressure=989.2023 heca_temperature=20.2 heca_humidity=33.14 samples=122648 min_micro=1104 max_micro=116416 signal=-51")]
    [InlineData(
        "airrohr/s1", "airrohr_corrupted.txt",
        "! malformed-payload")]
    [InlineData(
        "shellyplusht-b8d61a8b17cc/events/rpc", "shelly_plus_ht_full_status.json",
        "shellyplusht-b8d61a8b17cc air 2023-04-08T14:07:59.62 external_power=1 uptime=3 humidity=42.2 temp=19.8")]
    [InlineData(
        "onvif/cam1/metadata", "onvif_tampering_event.xml",
        "! malformed-payload")]
    public void Payload_AsRecorded_GivesItsReadings(string topic, string file, params string[] expected)
    {
        var payload = File.ReadAllBytes(SharedData.Require("payloads/" + file));

        City.Value.Send(topic, payload).Should().Equal(expected);
    }
}
