using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Core.Tests.Readings;

public class DeviceUpdatesTests
{
    private readonly DeviceUpdates _updates = new();
    private readonly List<int> _read = [];

    [Fact]
    public void Updates_SinceAPosition_AreReadOnceEachLowestFirst()
    {
        var position = 0L;
        Add(7, 3, 7);
        _updates.TryRead(ref position, _read).Should().BeTrue();
        _read.Should().Equal(3, 7);
        _read.Clear();

        Add(9);
        _updates.TryRead(ref position, _read).Should().BeTrue();
        _read.Should().Equal(9);
        _updates.Total.Should().Be(position).And.Be(4);
    }

    [Fact]
    public void Updates_MoreThanAreKept_AreToldToBeAny()
    {
        var (behind, near) = (0L, 0L);
        for (var i = 0; i < 1 << 16; i++)
        {
            Add(i);
        }

        _updates.TryRead(ref near, _read).Should().BeTrue();
        _read.Should().HaveCount(1 << 16);
        _read.Clear();
        Add(5);

        _updates.TryRead(ref near, _read).Should().BeTrue();
        _read.Should().Equal(5);
        _updates.TryRead(ref behind, _read).Should().BeFalse();
        behind.Should().Be(_updates.Total);
    }

    private void Add(params ReadOnlySpan<int> devices)
    {
        foreach (var device in devices)
        {
            _updates.Add(device, devices: 10);
        }
    }
}
