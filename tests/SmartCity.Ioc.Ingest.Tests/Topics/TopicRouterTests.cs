using System.Text;
using SmartCity.Ioc.Ingest.Fakes;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Ingest.Topics;

public sealed class TopicRouterTests : IDisposable
{
    private const string Reading = """{"a": 1}""";

    private readonly DecodingCity _city = new(new RegistrationOptions { MaxDevices = 2, MaxZones = 1, MaxKinds = 1 });

    public void Dispose() => _city.Dispose();

    [Theory]
    [InlineData("ioc/v1/e1/air/air-1", true)]
    [InlineData("ioc/v1/a.b_c-9/air/x", true)]
    [InlineData("ioc/v1/e1/air/air-1/status", true)]
    [InlineData("ioc/v1/e1/air/status", true)]
    [InlineData("ioc/v1/e1/air/0123456789012345678901234567890123456789012345678901234567890123", true)]
    [InlineData("ioc/v1/e1/air/01234567890123456789012345678901234567890123456789012345678901234", false)]
    [InlineData("ioc/v1/e1/air", false)]
    [InlineData("ioc/v1/e1/air/", false)]
    [InlineData("ioc/v1//air/x", false)]
    [InlineData("ioc/v1/e1/air/x/", false)]
    [InlineData("ioc/v1/e1/air/x/state", false)]
    [InlineData("ioc/v1/e1/air/x/status/", false)]
    [InlineData("ioc/v1/E1/air/x", false)]
    [InlineData("ioc/v1/e1/air/x y", false)]
    [InlineData("ioc/v1/e1/air/thiết-bị", false)]
    [InlineData("ioc/v2/e1/air/x", false)]
    [InlineData("/ioc/v1/e1/air/x", false)]
    [InlineData("ioc/v1/alerts/e1/major", false)]
    [InlineData("ioc/v1/", false)]
    [InlineData("", false)]
    public void Topic_IsTakenApartByTheContract(string topic, bool isValid) =>
        TopicParts.TryParse(Encoding.UTF8.GetBytes(topic), out _).Should().Be(isValid);

    [Fact]
    public void Topic_CutAtEveryByte_NeverThrows()
    {
        var topic = Encoding.UTF8.GetBytes("ioc/v1/e1/air/air-1/status");
        for (var length = 0; length < topic.Length; length++)
        {
            var isValid = TopicParts.TryParse(topic.AsSpan(0, length), out var parts);
            isValid.Should().Be(length is >= 15 and <= 19);
            parts.IsStatus.Should().BeFalse();
        }
    }

    [Theory]
    [InlineData("ioc/v1/air-1", QuarantineReason.MalformedTopic)]
    [InlineData("ioc/v1/e1/camera/air-1", QuarantineReason.IdentityMismatch)]
    [InlineData("ioc/v1/e1/lamp/air-1", QuarantineReason.IdentityMismatch)]
    [InlineData("ioc/v1/e2/air/air-1", QuarantineReason.IdentityMismatch)]
    [InlineData("ioc/v1/w1/air/air-1", QuarantineReason.IdentityMismatch)]
    [InlineData("ioc/v1/nowhere/air/air-1", QuarantineReason.IdentityMismatch)]
    public void Topic_AgainstTheRegistry_IsPutAside(string topic, QuarantineReason reason)
    {
        _city.Send(topic, Reading);

        _city.SingleQuarantined().Reason.Should().Be(reason);
    }

    [Theory]
    [InlineData("ioc/v1/e1/air/air-1")]
    [InlineData("ioc/v1/east/air/air-1")]
    [InlineData("ioc/v1/prov/air/air-1")]
    public void Topic_OfTheZoneOrAWiderOne_LeadsToTheDevice(string topic)
    {
        _city.Send(topic, Reading);
        _city.Send(topic, Reading);

        _city.Messages.Should().HaveCount(2).And.OnlyContain(m => m.Device == "air-1" && m.Zone == "e1");
    }

    [Fact]
    public void Device_ThatNobodyDeclared_RegistersItselfWithZoneAndKind()
    {
        _city.Send("ioc/v1/harbour/buoy/buoy-7", Reading);

        var registry = _city.Registry;
        registry.TryFindDevice("buoy-7", out var index).Should().BeTrue();
        var device = registry.Device(index);
        device.Declared.Should().BeFalse();
        registry.Zones[device.Zone].Should().Match<Territory.Zone>(z => z.Id == "harbour" && z.Parent == 0);
        registry.Kinds[device.Kind].Should().Match<City.DeviceKind>(k => k.Id == "buoy" && k.ExpectedInterval == TimeSpan.FromSeconds(60));
        _city.Single().Values["a"].Should().Be(1);
    }

    [Fact]
    public void Device_ThatNamedItsZoneItself_Moves()
    {
        _city.Send("ioc/v1/e1/air/mobile", Reading);
        _city.Send("ioc/v1/w1/air/mobile", Reading);
        _city.Send("ioc/v1/east/air/mobile", Reading);
        _city.Send("ioc/v1/e1/air/mobile", Reading);
        _city.Send("ioc/v1/new/air/mobile", Reading);

        _city.Quarantined.Should().BeEmpty();
        _city.Messages.Select(m => m.Zone).Should().Equal("e1", "w1", "east", "e1", "new");
    }

    [Fact]
    public void Registration_BeyondItsCaps_IsPutAside()
    {
        _city.Send("ioc/v1/z1/k1/d1", Reading);
        _city.Send("ioc/v1/z2/air/d2", Reading);
        _city.Send("ioc/v1/e1/k2/d2", Reading);
        _city.Send("ioc/v1/z2/k1/d1", Reading);
        _city.Send("ioc/v1/z1/k1/d2", Reading);
        _city.Send("ioc/v1/z1/k1/d3", Reading);

        _city.Messages.Select(m => m.Device).Should().Equal("d1", "d2");
        _city.Quarantined.Select(q => q.Reason).Should().Equal(Enumerable.Repeat(QuarantineReason.UnknownDevice, 4));
        _city.Quarantined.Select(q => q.Detail[(q.Detail.IndexOf("Max", StringComparison.Ordinal))..]).Should().Equal(
            "MaxZones is reached.", "MaxKinds is reached.", "MaxZones is reached.", "MaxDevices is reached.");
    }

    [Fact]
    public void Registration_SwitchedOff_PutsUnknownDevicesAside()
    {
        using var city = new DecodingCity(new RegistrationOptions { AutoRegister = false });
        city.Send("ioc/v1/e1/air/air-9", Reading);
        city.Send("ioc/v1/e1/air/air-1", Reading);

        city.Quarantined.Should().ContainSingle().Which.Reason.Should().Be(QuarantineReason.UnknownDevice);
        city.Messages.Should().ContainSingle();
    }
}
