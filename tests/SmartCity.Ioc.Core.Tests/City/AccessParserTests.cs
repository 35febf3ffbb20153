using SmartCity.Ioc.City;
using SmartCity.Ioc.City.Parsing;

namespace SmartCity.Ioc.Tests.City;

public sealed class AccessParserTests
{
    // Any bytes of the right lengths: whether a password fits is the broker's question.
    private const string Hash = "pbkdf2-sha256$210000$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private const string Valid = $$"""
        users:
          - {name: cam-000001, password_hash: {{Hash}}}
          - name: gateway-17
            certificate: CN=gateway-17, O=Vũng Tàu
            publish: [ioc/v1/vung-tau/+/+]
          - name: wall
            password_hash: {{Hash}}
            certificate: CN=wall
            subscribe:
              - ioc/v1/#
              - "#"
        all_users:
          publish: [ioc/v1/+/camera/%u, "%c/up"]
        anonymous:
          publish: [demo/%c]
        """;

    [Fact]
    public void Access_Valid_HasEverythingThatTheFileSays()
    {
        var result = Parse(Valid);

        result.Errors.Should().BeEmpty();
        result.Policy.Should().BeEquivalentTo(new AccessPolicy(
            [
                new AccessUser("cam-000001", Hash, null, TopicRights.None),
                new AccessUser("gateway-17", null, "CN=gateway-17, O=Vũng Tàu", new TopicRights(["ioc/v1/vung-tau/+/+"], [])),
                new AccessUser("wall", Hash, "CN=wall", new TopicRights([], ["ioc/v1/#", "#"])),
            ],
            new TopicRights(["ioc/v1/+/camera/%u", "%c/up"], []),
            new TopicRights(["demo/%c"], [])));
    }

    [Fact]
    public void Access_InACity_IsPartOfIt()
    {
        new SmallCity().WithFile("access.yaml", Valid).Parse().City!.Access!.Users.Should().HaveCount(3);
        new SmallCity().Parse().City!.Access.Should().BeNull();
        new SmallCity().WithFile("access.yaml", "usrs: []").Parse().Errors.Should().ContainSingle()
            .Which.ToString().Should().Be("access.yaml:1: 'usrs' is not a key of the file; did you mean 'users'?");
    }

    [Fact]
    public void Access_WithoutAnonymous_LetsNobodyInWithoutAName() => Parse("users: []").Policy!.Anonymous.Should().BeNull();

    [Theory]
    [InlineData("name: gateway-17", "name: cam-000001", 3, "user 'cam-000001' stands already in line 2")]
    [InlineData("name: gateway-17", "nmae: gateway-17", 3, "'name' is missing")]
    [InlineData("name: gateway-17", "name: a/b", 3, "'a/b' is not a user name")]
    [InlineData("name: gateway-17", "name: '*'", 3, "'*' is not a user name")]
    [InlineData("    certificate: CN=gateway-17, O=Vũng Tàu\n", "", 3, "user 'gateway-17' has neither 'password_hash' nor 'certificate'")]
    [InlineData("certificate: CN=wall", "certificate:", 8, "'certificate' of a user is empty")]
    [InlineData("certificate: CN=gateway-17, O=Vũng Tàu", "password: secret", 4, "passwords do not stand in files")]
    [InlineData("certificate: CN=gateway-17, O=Vũng Tàu", "password_hash: secret", 4, "this is no password hash")]
    [InlineData("certificate: CN=gateway-17, O=Vũng Tàu", "password_hash: pbkdf2-sha256$20000000$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAA==", 4, "this is no password hash")]
    [InlineData("certificate: CN=gateway-17, O=Vũng Tàu", "password_hash: pbkdf2-sha256$1000$AAAA$AAAAAAAAAAAAAAAAAAAAAA==", 4, "this is no password hash")]
    [InlineData("[ioc/v1/vung-tau/+/+]", "ioc/v1/vung-tau/+/+", 5, "'publish' of a user must be a list")]
    [InlineData("ioc/v1/vung-tau/+/+", "ioc/v1/#/camera", 5, "'#' stands alone, after the last '/'")]
    [InlineData("ioc/v1/vung-tau/+/+", "ioc/v1/cam+", 5, "'+' stands alone between two '/'")]
    [InlineData("ioc/v1/vung-tau/+/+", "ioc/v1/%d", 5, "a '%' that is no placeholder")]
    [InlineData("ioc/v1/vung-tau/+/+", "$share/g/ioc/v1/x", 5, "names a shared subscription")]
    [InlineData("- \"#\"", "- #", 11, "each entry of 'subscribe' of a user must be a topic")]
    [InlineData("demo/%c", "demo/%u", 15, "'%u' stands for a user name, which anonymous clients do not have")]
    [InlineData("  publish: [demo/%c]", "  pubish: [demo/%c]", 15, "'pubish' is not a key of 'anonymous'; did you mean 'publish'?")]
    [InlineData("all_users:", "allusers:", 12, "'allusers' is not a key of the file; did you mean 'all_users'?")]
    public void Access_WithOneThingWrong_HasThatErrorAtItsLine(string old, string replacement, int line, string message)
    {
        Valid.Split(old).Should().HaveCount(2, "'{0}' should stand once", old);
        var result = Parse(Valid.Replace(old, replacement, StringComparison.Ordinal));

        result.Policy.Should().BeNull();
        result.Errors.Should().Contain(error => error.Line == line && error.Message.Contains(message));
        result.Errors.Should().NotContain(error => error.Message.Contains("secret"), "an error shows no password");
    }

    private static AccessParseResult Parse(string text) => CityParser.ParseAccess(new CityFile("access.yaml", text));
}
