using System.Net;

namespace SmartCity.Ioc.Host.Tests.Api;

public sealed class LoggingApiTests
{
    [Fact]
    public async Task Logging_Changed_SaysWhatHoldsAndUntilWhen()
    {
        await using var server = await ApiServer.StartAsync();
        var (status, changed) = await server.PutAsync("/api/v1/logging", """{"level":"debug","area":"mqtt","minutes":5}""");

        status.Should().Be(HttpStatusCode.OK);
        changed.GetProperty("areas").GetProperty("mqtt").GetString().Should().Be("debug");
        changed.GetProperty("areas").GetProperty("storage").GetString().Should().Be("information");
        changed.GetProperty("until").GetString().Should().NotBeNull();
    }

    [Theory]
    [InlineData("""{"level":"loud"}""", "debug, information, warning, error")]
    [InlineData("""{"level":"debug","area":"moon"}""", "mqtt")]
    [InlineData("""{"level":"debug","minutes":0}""", "1440")]
    [InlineData("""{"level":7}""", "level")]
    public async Task Logging_WrongWords_AreAnsweredWithWhatMayStandThere(string body, string said)
    {
        await using var server = await ApiServer.StartAsync();
        var (status, problem) = await server.PutAsync("/api/v1/logging", body);

        status.Should().Be(HttpStatusCode.BadRequest);
        problem.GetProperty("detail").GetString().Should().Contain(said);
    }
}
