using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Ingest.Fakes;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Ingest.Quarantine;
using SmartCity.Ioc.Ingest.Shards;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Ingest.Payloads;

public sealed class AllocationTests : IBatchSink
{
    private int _messages;

    [Fact]
    public void Decoding_OfKnownDevicesAndMetrics_AllocatesNothing()
    {
        var clock = new PipelineClock(ClockSource.Host);
        var metrics = Metrics.Create();
        using var decoder = new FrameDecoder(
            new CityRegistry(SmallCity.Create()), new RegistrationOptions(), clock, new QuarantineDesk(new CollectedQuarantine(), metrics),
            new Ledger(), this, metrics, NullLogger.Instance);
        var frame = DecodingCity.Frame([.. Enumerable.Range(0, 100).Select(i => (
            i % 10 == 9 ? "ioc/v1/e1/camera/cam-1/status" : i % 2 == 0 ? DecodingCity.Air : "ioc/v1/e1/bus/bus-1",
            i % 10 == 9 ? "online"u8.ToArray() : Encoding.UTF8.GetBytes(
                $$"""{"ts": {{1795308300928 + i}}, "seq": {{i}}, "pm25": 38.2, "temp": 2{{i % 10}}.4, "net": {"rssi": -71, "up": true}, "fw": "1.2.{{i % 3}}", "loc": {"lat": 10.3, "lon": 107.1} }"""),
            DeliveryMarks.None))]);
        for (var i = 0; i < 50; i++)
        {
            Decode(decoder, clock, frame, i);
        }

        _messages = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 50; i < 150; i++)
        {
            Decode(decoder, clock, frame, i);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        _messages.Should().Be(10_000);
        allocated.Should().Be(0);
    }

    void IBatchSink.OnReject(int device, QuarantineReason reason)
    {
    }

    void IBatchSink.OnBatch(ReadingBatch batch) => _messages += batch.Messages.Length;

    private static void Decode(FrameDecoder decoder, PipelineClock clock, byte[] frame, int number)
    {
        var at = DecodingCity.Arrival + (number * 1_000_000L);
        clock.OnFrame(at);
        decoder.Decode(new JournalPosition(number), at, frame);
    }
}
