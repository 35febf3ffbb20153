using System.Buffers;
using System.Text;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Ingest.Overload;

public sealed class LoadGateTests
{
    private const string Reading = """{"seq": 1, "value": 2}""";

    // Air can become critical, a camera minor; of a buoy nobody has said anything.
    private readonly IReadOnlyList<DeviceKind> _kinds = SmallCity.Create().Kinds;
    private readonly LoadGate _gate;

    public LoadGateTests()
    {
        _gate = new LoadGate(_kinds)
        {
            Priorities = new KindPriorities(
                _kinds,
                [
                    SmallCity.Threshold("a", 0, "pm25", 1, severity: Severity.Critical), SmallCity.Threshold("b", 0, "pm25", 1, severity: Severity.Info),
                    SmallCity.Threshold("c", 1, "speed", 1, severity: Severity.Minor),
                ]),
        };
    }

    [Theory]
    [InlineData("ioc/v1/e1/air/air-1", Reading, null)]
    [InlineData("ioc/v1/e1/camera/cam-1", Reading, LoadStage.ShedAll)]
    [InlineData("ioc/v1/e1/camera/cam-1/status", "offline", null)]
    [InlineData("ioc/v1/e1/camera/cam-1", """{"events": [{"type": "plate", "value": "72A-123.45"}]}""", null)]
    [InlineData("ioc/v1/e1/buoy/b-1", Reading, LoadStage.ShedLow)]
    [InlineData("ioc/v1/e1/buoy/b-1/status", "online", null)]
    [InlineData("ioc/v1/e1/buoy/b-1", """{"events": []}""", null)]
    [InlineData("ioc/v1/not-a-topic", Reading, LoadStage.ShedLow)]
    [InlineData("foreign/topic", Reading, LoadStage.ShedAll)]
    [InlineData("spBv1.0/g/NBIRTH/n", Reading, null)]
    [InlineData("spBv1.0/g/DDEATH/n/d", Reading, null)]
    [InlineData("spBv1.0/g/DDATA/n/d", Reading, LoadStage.ShedAll)]
    public void AtMostOnce_IsShedFromItsStageOn(string topic, string payload, LoadStage? from)
    {
        foreach (var stage in Enum.GetValues<LoadStage>())
        {
            _gate.Set(stage, isBehind: true);
            Judge(topic, payload, canWait: false).Should().Be(stage >= from ? LoadVerdict.Shed : LoadVerdict.Take, "in {0}", stage);
        }
    }

    [Theory]
    [InlineData("ioc/v1/e1/air/air-1", Reading, false)]
    [InlineData("ioc/v1/e1/camera/cam-1", Reading, true)]
    [InlineData("ioc/v1/e1/camera/cam-1/status", "offline", false)]
    [InlineData("ioc/v1/e1/camera/cam-1", """{"events": []}""", false)]
    [InlineData("ioc/v1/e1/buoy/b-1", Reading, true)]
    [InlineData("foreign/topic", Reading, true)]
    public void Sender_ThatCanWait_IsNeverShedAndHeldBackWhileTheShardIsBehind(string topic, string payload, bool waits)
    {
        foreach (var stage in Enum.GetValues<LoadStage>())
        {
            _gate.Set(stage, isBehind: true);
            Judge(topic, payload, canWait: true).Should().Be(waits ? LoadVerdict.HoldBack : LoadVerdict.Take, "in {0}", stage);

            _gate.Set(stage, isBehind: false);
            Judge(topic, payload, canWait: true).Should().Be(LoadVerdict.Take, "in {0}, which lasts longer than its cause", stage);
        }
    }

    [Fact]
    public void Payload_InSegments_IsSearchedForEventsAcrossThem()
    {
        _gate.Set(LoadStage.ShedAll, isBehind: true);
        var text = """{"speed": 2, "events": [{"type": "plate"}]}"""u8.ToArray();
        for (var cut = 1; cut < text.Length; cut++)
        {
            var first = new Segment(text.AsMemory(0, cut));
            var payload = new ReadOnlySequence<byte>(first, 0, first.Append(text.AsMemory(cut)), text.Length - cut);
            _gate.Judge("ioc/v1/e1/buoy/b-1"u8, payload, canWait: false).Should().Be(LoadVerdict.Take, "cut at {0}", cut);
        }
    }

    [Fact]
    public void Shed_IsCountedByKindAndTheUndeclaredTogether()
    {
        _gate.Set(LoadStage.ShedAll, isBehind: true);
        foreach (var topic in new[] { "ioc/v1/e1/camera/cam-1", "ioc/v1/e1/camera/cam-2", "ioc/v1/e1/buoy/b-1", "ioc/v1/e1/air/air-1", "foreign/topic" })
        {
            Judge(topic, Reading, canWait: false);
        }

        var shed = new Dictionary<string, long>();
        _gate.CopyShed(shed);

        shed.Should().Equal(new Dictionary<string, long> { ["air"] = 0, ["camera"] = 2, ["other"] = 2 });
    }

    [Fact]
    public void Priorities_OfTheCitysFiles_GoBeforeItsRules()
    {
        var priorities = new KindPriorities(
            [_kinds[0] with { Priority = KindPriority.Low }, _kinds[1] with { Priority = KindPriority.Critical }],
            [SmallCity.Threshold("a", 0, "pm25", 1, severity: Severity.Critical)]);

        priorities.Find("air"u8).Should().Be((0, KindPriority.Low));
        priorities.Find("camera"u8).Should().Be((1, KindPriority.Critical));
        priorities.Kept.Should().Equal("camera");
    }

    [Fact]
    public void Judge_AllocatesNothing()
    {
        _gate.Set(LoadStage.ShedAll, isBehind: true);
        Judge("ioc/v1/e1/camera/cam-1", Reading, canWait: false);
        var topic = "ioc/v1/e1/camera/cam-1"u8;
        var payload = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(Reading));
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++)
        {
            _gate.Judge(topic, payload, canWait: false);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    private LoadVerdict Judge(string topic, string payload, bool canWait) =>
        _gate.Judge(Encoding.UTF8.GetBytes(topic), new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(payload)), canWait);

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory) => Memory = memory;

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
