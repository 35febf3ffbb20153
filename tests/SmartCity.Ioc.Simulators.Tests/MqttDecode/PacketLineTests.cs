namespace SmartCity.Ioc.Simulators.MqttDecode;

public sealed class PacketLineTests
{
    [Theory]
    [InlineData("4 c000", "ok pingreq 2")]
    [InlineData("5 D000", "ok pingresp 2")]
    [InlineData("4 40 02 00 01", "ok puback 4")]
    [InlineData("4 40:02:00:01:c0:00", "ok puback 4")]
    [InlineData("  4   c000  ", "ok pingreq 2")]
    [InlineData("3 101100064d51497364700302003c000363616d", "ok connect 19")]
    [InlineData("4 100f00044d5154540402003c000363616d", "ok connect 17")]
    [InlineData("5 101000044d5154540502003c00000363616d", "ok connect 18")]
    [InlineData("4 3005000161", "more")]
    [InlineData("4 30", "more")]
    [InlineData("4", "more")]
    [InlineData("4 c0 0", "error hex")]
    [InlineData("4 zz", "error hex")]
    [InlineData("6 c000", "error version")]
    [InlineData("", "error version")]
    [InlineData("hello", "error version")]
    [InlineData("4 f000", "error packet-type")]
    [InlineData("4 c100", "error fixed-header-flags")]
    [InlineData("4 40020000", "error packet-identifier")]
    public void PacketLine_Given_AnswersAsDocumented(string line, string answer) => PacketLine.Answer(line).Should().Be(answer);

    [Fact]
    public async Task Command_OverSeveralLines_AnswersEachInOrder()
    {
        using var output = new StringWriter { NewLine = "\n" };

        var code = await MqttDecodeCommand.RunAsync(new StringReader("4 c000\nnonsense\n5 e0\n"), output, CancellationToken.None);

        code.Should().Be(0);
        output.ToString().Should().Be("ok pingreq 2\nerror version\nmore\n");
    }
}
