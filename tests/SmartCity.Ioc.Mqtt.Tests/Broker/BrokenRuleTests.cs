using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Tests.Broker;

/// <summary>What an abuse suite sends, byte by byte, and the reason that it is told.</summary>
public sealed class BrokenRuleTests
{
    [Theory]
    [InlineData("10 0D 0004 'MQTT' 05 02 003C 00 0001 'a'", "82")] // [MQTT-3.1.0-2]: a second CONNECT
    [InlineData("20 03 00 00 00", "82")] // A server's packet
    [InlineData("00 00", "81")] // Type 0
    [InlineData("30 FF FF FF FF 01", "81")] // A remaining length of five bytes
    [InlineData("30 84 00", "81")] // [MQTT-1.5.5-1]: not the shortest form
    [InlineData("36 06 0001 'a' 0001 00", "81")] // [MQTT-3.3.1-4]: QoS 3
    [InlineData("38 04 0001 'a' 00", "81")] // [MQTT-3.3.1-2]: DUP at QoS 0
    [InlineData("30 06 0003 'a/+' 00", "90")] // [MQTT-3.3.2-2]: a wildcard in a topic name
    [InlineData("30 03 0000 00", "82")] // No topic and no alias
    [InlineData("30 06 0003 ED A0 80 00", "81")] // [MQTT-1.5.4-1]: a surrogate
    [InlineData("30 06 0003 'a' 00 'b' 00", "81")] // [MQTT-1.5.4-2]: U+0000
    [InlineData("30 07 0001 't' 03 23 0000", "94")] // [MQTT-3.3.2-8]: alias 0
    [InlineData("30 07 0001 't' 03 23 FFFF", "94")] // [MQTT-3.3.2-9]: an alias above the maximum
    [InlineData("30 06 0001 't' 02 0B 01", "82")] // [MQTT-3.3.4-6]: a subscription identifier from a client
    [InlineData("30 06 0001 't' 02 01 02", "82")] // Payload Format Indicator 2
    [InlineData("82 03 0001 00", "82")] // [MQTT-3.8.3-2]: no filter
    [InlineData("80 07 0001 00 0001 'a' 00", "81")] // [MQTT-3.8.1-1]
    [InlineData("82 07 0001 00 0001 'a' 30", "82")] // Retain Handling 3
    [InlineData("82 07 0001 00 0001 'a' 40", "81")] // [MQTT-3.8.3-5]: reserved bits
    [InlineData("82 10 0001 00 000A '$share/g/a' 04", "82")] // [MQTT-3.8.3-4]: No Local on a shared subscription
    [InlineData("82 11 0001 00 000B '$share/g+/a' 00", "8f")] // [MQTT-4.8.2-2]
    [InlineData("82 0E 0001 00 0008 '$share/g' 00", "8f")] // [MQTT-4.8.2-1]
    [InlineData("82 09 0001 02 0B 00 0001 'a' 00", "82")] // Subscription Identifier 0
    [InlineData("A2 03 0001 00", "82")] // [MQTT-3.10.3-2]
    [InlineData("E0 07 00 05 11 00000005", "82")] // [MQTT-3.14.2-2]: from session expiry 0 to another
    [InlineData("E1 00", "81")] // [MQTT-3.14.1-1]
    [InlineData("F0 02 18 00", "82")] // [MQTT-4.12.0-6]: AUTH without a method in CONNECT
    public async Task Connected_ClientThatBreaksARule_IsToldWhichAndClosed(string hex, string reason)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await broker.ConnectAsync("a", 5);

        await client.SendAsync(hex);

        await client.ExpectEndAsync($"disconnect {reason}");
    }

    [Theory]
    [InlineData(5, "10 13 0004 'MQTT' 05 02 003C 04 15 0001 'X' 0002 'aa'", "8c")] // [MQTT-4.12.0-1]
    [InlineData(5, "10 13 0004 'MQTT' 05 02 003C 04 16 0001 'X' 0002 'aa'", "82")] // Authentication Data without a method
    [InlineData(5, "10 10 0004 'MQTT' 05 02 003C 03 21 0000 0001 'a'", "82")] // Receive Maximum 0
    [InlineData(5, "10 12 0004 'MQTT' 05 02 003C 05 27 00000000 0001 'a'", "82")] // Maximum Packet Size 0
    [InlineData(5, "10 13 0004 'MQTT' 05 02 003C 06 21 0005 21 0005 0001 'a'", "82")] // A property twice
    [InlineData(5, "10 0D 0004 'MQTT' 06 02 003C 00 0001 'a'", "84")] // [MQTT-3.1.2-2]
    [InlineData(4, "10 0C 0004 'MQTT' 04 00 003C 0000", "02")] // 3.1.1 [MQTT-3.1.3-8]
    public async Task Connecting_ClientThatBreaksARule_IsToldWhichAndClosed(int version, string hex, string reason)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await broker.OpenAsync(version);

        await client.SendAsync(hex);

        var answer = await client.ReceiveAsync();
        answer.Type.Should().Be(MqttPacketType.ConnAck);
        answer.ConnAck!.Reason.Should().Be(version == 4 ? MqttReasonCode.ClientIdentifierNotValid : (MqttReasonCode)Convert.ToByte(reason, 16));
        await client.ExpectEndAsync();
    }

    [Theory] // Sections 4.3.2 and 4.3.3: identifiers that mean nothing are answered or passed over, and nothing ends.
    [InlineData("40 02 0007", null)]
    [InlineData("62 02 0007", "pubcomp 7 92")]
    [InlineData("50 02 0007", "pubrel 7 92")]
    [InlineData("70 02 0007", null)]
    public async Task Acknowledgement_OfNothing_DoesNotEndTheConnection(string hex, string? answer)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await broker.ConnectAsync("a", 5);

        await client.SendAsync(hex);

        await client.ExpectAsync(answer is null ? [] : [answer]);
        await client.ExpectSilenceAsync();
    }
}
