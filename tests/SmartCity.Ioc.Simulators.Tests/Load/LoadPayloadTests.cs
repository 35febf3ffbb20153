using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using SmartCity.Ioc.Simulators.Load;

namespace SmartCity.Ioc.Simulators.Tests.Load;

public sealed class LoadPayloadTests
{
    [Fact]
    public void Payload_OfAnySizeAndCounter_IsJsonOfThatSize()
    {
        Prop.ForAll(
            ArbMap.Default.ArbFor<NonNegativeInt>(),
            ArbMap.Default.ArbFor<long>().Filter(sequence => sequence >= 0),
            (extra, sequence) =>
            {
                var size = LoadPayload.Shortest + extra.Get;
                var bytes = new LoadPayload(size).Write(1_795_308_300_928, sequence);
                var json = JsonDocument.Parse(bytes).RootElement;
                return bytes.Length == size
                    && json.GetProperty("seq").GetInt64() == sequence
                    && json.GetProperty("pm25").GetDouble() is >= 20 and < 60;
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Payload_WithTheLongestCounter_StillFits()
    {
        var bytes = new LoadPayload(LoadPayload.Shortest).Write(long.MaxValue, long.MaxValue);

        JsonDocument.Parse(bytes).RootElement.GetProperty("seq").GetInt64().Should().Be(long.MaxValue);
    }
}
