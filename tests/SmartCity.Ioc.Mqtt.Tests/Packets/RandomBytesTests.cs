using System.Buffers;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Tests.Packets;

public sealed class RandomBytesTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Probe_BytesThatNobodyMeant_AnswersWithoutThrowing(int version)
    {
        var random = new Random(version);
        var buffer = new byte[64];
        for (var run = 0; run < 50_000; run++)
        {
            var bytes = buffer.AsSpan(0, random.Next(buffer.Length)).ToArray();
            random.NextBytes(bytes);
            if (bytes.Length > 1)
            {
                bytes[1] = (byte)(bytes.Length - 2);
            }

            var whole = MqttPacketProbe.Read(new ReadOnlySequence<byte>(bytes), (MqttProtocolVersion)version, out _, out var consumed, out var error);
            var cut = MqttPacketProbe.Read(Hex.Cut(bytes, 3), (MqttProtocolVersion)version, out _, out var cutConsumed, out var cutError);

            (cut, cutConsumed, cutError).Should().Be((whole, consumed, error), Convert.ToHexString(bytes));
            error.IsError.Should().Be(whole == MqttReadStatus.Error);
        }
    }

    [Theory]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "a", false)]
    [InlineData("a/+", "a/", true)]
    [InlineData("+", "/a", false)]
    [InlineData("+/+", "/a", true)]
    [InlineData("/+", "/a", true)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("a/#", "ab", false)]
    [InlineData("#", "a/b", true)]
    [InlineData("#", "$SYS/x", false)]
    [InlineData("+/x", "$SYS/x", false)]
    [InlineData("$SYS/#", "$SYS/x", true)]
    [InlineData("a", "A", false)]
    [InlineData("a/b", "a/b/", false)]
    [InlineData("+/b/#", "a/b", true)]
    public void Filter_AgainstName_MatchesAsSection47Says(string filter, string topic, bool matches) =>
        MqttTopic.Matches(System.Text.Encoding.UTF8.GetBytes(filter), System.Text.Encoding.UTF8.GetBytes(topic)).Should().Be(matches);
}
