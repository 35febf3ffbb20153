using System.Text;
using SmartCity.Ioc.City.Parsing;
using SmartCity.Ioc.Mqtt.Broker;

namespace SmartCity.Ioc.Simulators.HashPassword;

public sealed class HashPasswordCommandTests
{
    [Fact]
    public void Password_Piped_BecomesAHashThatFitsItAndTheCity()
    {
        using var output = new StringWriter();

        HashPasswordCommand.Run(new StringReader("bí mật\n"), output, TextWriter.Null).Should().Be(ExitCode.Done);

        var hash = output.ToString().Trim();
        MqttPasswordHash.Verify(hash, Encoding.UTF8.GetBytes("bí mật")).Should().BeTrue();
        CityParser.ParseAccess(new CityFile("access.yaml", $"users: [{{name: a, password_hash: {hash}}}]")).Errors.Should().BeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public void Password_Empty_IsRefused(string input)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        HashPasswordCommand.Run(new StringReader(input), output, error).Should().Be(ExitCode.BadInput);

        output.ToString().Should().BeEmpty();
        error.ToString().Should().Contain("empty password");
    }
}
