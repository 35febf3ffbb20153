using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Push.Streams;

namespace SmartCity.Ioc.Push.Tests.Streams;

public sealed class OpenAlertsArrayTests
{
    private readonly PushCity _city = new();

    [Fact]
    public void Alerts_ThatHaveNotChanged_AreJoinedOnceForAllWhoLookThroughTheFilter()
    {
        for (var i = 0; i < 2000; i++)
        {
            _city.Change($"A{i}", zone: i % 2 == 0 ? "e1" : "w1");
        }

        var array = new OpenAlertsArray(new LiveFilter(_city.Registry, zones: ["east"]));
        var open = _city.Table.Alerts.State;
        var first = array.Of(open);
        Ids(first).Should().Equal(Enumerable.Range(0, 1000).Select(i => $"A{2 * i}"));
        array.Of(open).Equals(first).Should().BeTrue("it is the same memory");

        _city.Change("A0", AlertState.Closed, revision: 2);
        Ids(array.Of(_city.Table.Alerts.State)).Should().HaveCount(999).And.NotContain("A0");
        array.Trim();
        Ids(array.Of(open)).Should().HaveCount(1000);
    }

    private static IEnumerable<string?> Ids(ReadOnlyMemory<byte> json) =>
        PushCity.Parse(json).EnumerateArray().Select(alert => alert.GetProperty("id").GetString());
}
