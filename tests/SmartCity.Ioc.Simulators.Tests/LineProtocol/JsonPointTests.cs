using System.Text.Json;
using SmartCity.Ioc.Simulators.LineProtocol;

namespace SmartCity.Ioc.Simulators.Tests.LineProtocol;

public sealed class JsonPointTests
{
    [Theory]
    [InlineData(
        """{"name":"air q","time":1795308300928000001,"tags":[{"key":"zone","value":"Vũng Tàu"}],"fields":[{"key":"pm25","value":{"float":38.2}},{"key":"n","value":{"int":-9223372036854775808}}]}""",
        """air\ q,zone=Vũng\ Tàu pm25=38.2,n=-9223372036854775808i 1795308300928000001""")]
    [InlineData(
        """{"name":"m","time":-1,"tags":[],"fields":[{"key":"u","value":{"uint":18446744073709551615}},{"key":"b","value":{"bool":false}},{"key":"s","value":{"string":"a\"\\b, c"}}]}""",
        """m u=18446744073709551615u,b=false,s="a\"\\b, c" -1""")]
    [InlineData("""{"name":"m","time":0,"fields":[{"key":"f","value":{"float":5}}]}""", "m f=5 0")]
    public void Point_ThatCanBeSaid_IsAnsweredWithItsLine(string json, string line) =>
        JsonSerializer.Deserialize<string>(new JsonPoint().Answer(json)).Should().Be(line);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"name":"m","time":0,"fields":[]}""")]
    [InlineData("""{"name":"m","time":0,"tags":{"a":"b"},"fields":[{"key":"f","value":{"float":5}}]}""")]
    [InlineData("""{"name":"m","time":0,"tags":[{"key":"a","value":""}],"fields":[{"key":"f","value":{"float":5}}]}""")]
    [InlineData("""{"name":"m","time":0,"tags":[{"key":"a\\=b","value":"c"}],"fields":[{"key":"f","value":{"float":5}}]}""")]
    [InlineData("""{"name":"m","time":0,"tags":[{"key":"a","value":"c\\ d"}],"fields":[{"key":"f","value":{"float":5}}]}""")]
    [InlineData("""{"name":"m","time":0,"tags":[{"key":"a","value":"c"},{"key":"a","value":"d"}],"fields":[{"key":"f","value":{"float":5}}]}""")]
    [InlineData("""{"name":"m","time":0,"tags":[{"key":"a","value":"c"}],"fields":[{"key":"a","value":{"float":5}}]}""")]
    [InlineData("""{"name":"m","time":0,"tags":[{"key":"time","value":"c"}],"fields":[{"key":"f","value":{"float":5}}]}""")]
    [InlineData("""{"name":"m","time":-9223372036854775807,"fields":[{"key":"f","value":{"float":5}}]}""")]
    [InlineData("""{"name":"m","time":0,"fields":[{"key":"f","value":{"int":9223372036854775808}}]}""")]
    [InlineData("""{"name":"m","time":0,"fields":[{"key":"f","value":{"uint":-1}}]}""")]
    [InlineData("""{"name":"m","time":0,"fields":[{"key":"f","value":{"string":"a\u0000b"}}]}""")]
    [InlineData("""{"name":"m\\\"","time":0,"fields":[{"key":"f","value":{"float":5}}]}""")]
    [InlineData("""{"name":"","time":0,"fields":[{"key":"f","value":{"float":5}}]}""")]
    [InlineData("""{"name":"m","time":0,"fields":[{"key":"","value":{"float":5}}]}""")]
    [InlineData("""{"name":"m","fields":[{"key":"f","value":{"float":5}}]}""")]
    [InlineData("""{"name":"m","time":1.5,"fields":[{"key":"f","value":{"float":5}}]}""")]
    [InlineData("""{"name":"m","time":9223372036854775808,"fields":[{"key":"f","value":{"float":5}}]}""")]
    [InlineData("""{"name":"m","time":9223372036854775807,"fields":[{"key":"f","value":{"float":5}}]}""")]
    [InlineData("""{"name":"#m","time":0,"fields":[{"key":"f","value":{"float":5}}]}""")]
    [InlineData("""{"name":"m\\","time":0,"fields":[{"key":"f","value":{"float":5}}]}""")]
    [InlineData("""{"name":"m\n","time":0,"fields":[{"key":"f","value":{"float":5}}]}""")]
    [InlineData("""{"name":"m\ud800","time":0,"fields":[{"key":"f","value":{"float":5}}]}""")]
    [InlineData("""{"name":"m","time":0,"fields":[{"key":"time","value":{"float":5}}]}""")]
    [InlineData("""{"name":"m","time":0,"fields":[{"key":"f","value":{"float":1e999}}]}""")]
    [InlineData("""{"name":"m","time":0,"fields":[{"key":"f","value":{"float":"NaN"}}]}""")]
    [InlineData("""{"name":"m","time":0,"fields":[{"key":"f","value":{"int":1.5}}]}""")]
    [InlineData("""{"name":"m","time":0,"fields":[{"key":"f","value":{"float":1}},{"key":"f","value":{"float":2}}]}""")]
    [InlineData("""{"name":"m","time":0,"fields":[{"key":"f","value":{"decimal":1}}]}""")]
    public void Point_ThatCanNotBeSaid_IsAnsweredWithNull(string json)
    {
        var point = new JsonPoint();
        point.Answer(json).Should().Be("null");
        point.Answer("""{"name":"m","time":0,"fields":[{"key":"f","value":{"float":5}}]}""").Should().Be("\"m f=5 0\"");
    }

    [Fact]
    public async Task Lines_Read_AreAnsweredInOrder()
    {
        await using var output = new StringWriter();
        using var input = new StringReader("{}\n{\"name\":\"m\",\"time\":0,\"fields\":[{\"key\":\"f\",\"value\":{\"bool\":true}}]}\n");
        (await LineProtocolCommand.RunAsync(input, output, default)).Should().Be(0);
        output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Should().Equal("null", "\"m f=true 0\"");
    }
}
