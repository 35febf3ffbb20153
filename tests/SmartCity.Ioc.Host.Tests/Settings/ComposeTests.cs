using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using SmartCity.Ioc.Testing;
using YamlDotNet.RepresentationModel;

namespace SmartCity.Ioc.Host.Settings;

/// <summary>docker-compose.yml and the Dockerfile, as far as they can be checked without an engine: what they name is there.</summary>
public sealed partial class ComposeTests
{
    private static readonly YamlMappingNode Compose = Load("docker-compose.yml");
    private static readonly YamlMappingNode Services = (YamlMappingNode)Compose["services"];

    public static TheoryData<string> ServiceNames => [.. Names()];

    [Fact]
    public void Compose_HasTheSixServices() =>
        Names().Should().BeEquivalentTo("mosquitto", "influxdb", "redis", "server", "simulator", "grafana");

    [Theory]
    [MemberData(nameof(ServiceNames))]
    public void Service_IsWatchedAndRestarted_AndWaitsOnlyForServicesThatExist(string name)
    {
        var service = (YamlMappingNode)Services[name];
        service.Children.Should().ContainKey("healthcheck").And.ContainKey("restart").And.ContainKey("image");
        service["image"].ToString().Should().NotEndWith(":latest");
        if (service.Children.TryGetValue("depends_on", out var needed))
        {
            ((YamlMappingNode)needed).Children.Keys.Should().OnlyContain(key => Services.Children.ContainsKey(key));
        }
    }

    [Theory]
    [MemberData(nameof(ServiceNames))]
    public void Service_HasNoPasswordOfItsOwn_AndOpensToThisMachineAlone(string name)
    {
        var service = (YamlMappingNode)Services[name];
        foreach (var (key, value) in Environment(service).Where(pair => Secret().IsMatch(pair.Key)))
        {
            value.Should().Contain(":?", $"{key} must be chosen by whoever runs it");
        }

        foreach (var port in Sequence(service, "ports"))
        {
            port.Should().StartWith("${IOC_BIND:-127.0.0.1}:");
        }
    }

    [Theory]
    [MemberData(nameof(ServiceNames))]
    public void Service_MountsOnlyWhatIsThere(string name)
    {
        var volumes = ((YamlMappingNode)Compose["volumes"]).Children.Keys.Select(key => ((YamlScalarNode)key).Value!).ToArray();
        foreach (var source in Sequence((YamlMappingNode)Services[name], "volumes").Select(volume => volume.Split(':')[0]))
        {
            if (source.StartsWith("./", StringComparison.Ordinal))
            {
                Directory.Exists(Path.Combine(Repository.Root, source)).Should().BeTrue($"{name} mounts {source}");
            }
            else
            {
                volumes.Should().Contain(source);
            }
        }
    }

    [Fact]
    public void Server_IsGivenSettingsThatItKnows_OnThePortsThatAreOpened()
    {
        var server = (YamlMappingNode)Services["server"];
        var settings = Environment(server).ToDictionary(pair => pair.Key.Replace("__", ":", StringComparison.Ordinal), pair => (string?)Chosen(pair.Value));
        SettingsCheck.FirstError(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).Should().BeNull();
        Sequence(server, "ports").Should().ContainSingle().Which.Should().EndWith(":" + settings["Ioc:Http:Port"]);
        new Uri(settings["Ioc:Mqtt:Brokers:0:Url"]!).Host.Should().Be("mosquitto");
        new Uri(settings["Ioc:InfluxDb:Url"]!).Host.Should().Be("influxdb");
    }

    [Fact]
    public void Dockerfile_CopiesWhatIsThere_RunsAsNobody_AndHasTheTargetsThatComposeBuilds()
    {
        foreach (var name in new[] { "server", "simulator" })
        {
            var build = (YamlMappingNode)((YamlMappingNode)Services[name])["build"];
            var file = File.ReadAllText(Path.Combine(Repository.Root, build["dockerfile"].ToString()));
            var stages = Stage().Split(file).Skip(1).Where((_, i) => i % 2 == 1).ToArray();
            var names = Stage().Matches(file).Select(match => match.Groups[1].Value).ToArray();
            names.Should().Contain(build["target"].ToString());
            stages[Array.IndexOf(names, build["target"].ToString())].Should().Contain("USER $APP_UID");
            foreach (var source in Copy().Matches(file).SelectMany(match => match.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..^1]))
            {
                Path.Exists(Path.Combine(Repository.Root, source)).Should().BeTrue($"the Dockerfile copies {source}");
            }

            ((YamlMappingNode)Services[name])["read_only"].ToString().Should().Be("true");
        }
    }

    private static IEnumerable<string> Names() => Services.Children.Keys.Select(name => ((YamlScalarNode)name).Value!);

    // ${NAME:?message} and ${NAME:-default} as they are after someone has chosen.
    private static string Chosen(string value) => Variable().Replace(value, "chosen-by-someone");

    private static IEnumerable<KeyValuePair<string, string>> Environment(YamlMappingNode service) =>
        service.Children.TryGetValue("environment", out var variables)
            ? ((YamlMappingNode)variables).Children.Select(pair => KeyValuePair.Create(pair.Key.ToString(), pair.Value.ToString()))
            : [];

    private static IEnumerable<string> Sequence(YamlMappingNode service, string key) =>
        service.Children.TryGetValue(key, out var list) ? ((YamlSequenceNode)list).Select(item => item.ToString()) : [];

    private static YamlMappingNode Load(string file)
    {
        using var reader = File.OpenText(Path.Combine(Repository.Root, file));
        var stream = new YamlStream();
        stream.Load(reader);
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    [GeneratedRegex("PASSWORD|TOKEN|__Key$|__Password$|__Token$")]
    private static partial Regex Secret();

    [GeneratedRegex(@"\$\{[^}]*\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^FROM \S+ AS (\S+)$", RegexOptions.Multiline)]
    private static partial Regex Stage();

    [GeneratedRegex(@"^COPY (?!--from)(.+)$", RegexOptions.Multiline)]
    private static partial Regex Copy();
}
