using System.Buffers;
using System.Text.Json;
using SmartCity.Ioc.Push.Encoding;
using SmartCity.Ioc.Push.Streams;

namespace SmartCity.Ioc.Push.Tests.Streams;

public sealed class LiveFrameWriterTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(32 * 1024)]
    [InlineData(300_001)]
    public void Frame_OfAnyLength_IsWholeAndInPiecesOfBoundedSize(int bytes)
    {
        var updates = new byte[bytes];
        new Random(bytes).NextBytes(updates);
        var alerts = System.Text.Encoding.UTF8.GetBytes($"[\"{new string('a', bytes)}\"]");
        var output = new CountingWriter();
        LiveFrameWriter.WriteItem("1", Frame() with { Packed = new PackedDevices("[]"u8.ToArray(), 7, updates, 3), Alerts = alerts }, output);

        var text = output.Written[..^1];
        output.Written[^1].Should().Be(0x1e);
        output.LargestHint.Should().BeLessThanOrEqualTo(32 * 1024);
        var item = JsonDocument.Parse(text.ToArray()).RootElement.GetProperty("item");
        item.GetProperty("packed").GetProperty("updates").GetBytesFromBase64().Should().Equal(updates);
        item.GetProperty("packed").GetProperty("base").GetInt64().Should().Be(7);
        item.GetProperty("alerts")[0].GetString().Should().HaveLength(bytes);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("a\"b\\c")]
    [InlineData("luồng")]
    public void Invocation_OfAnyName_ComesBackAsItWasSent(string invocation)
    {
        var output = new CountingWriter();
        LiveFrameWriter.WriteItem(invocation, Frame(), output);
        var message = JsonDocument.Parse(output.Written[..^1].ToArray()).RootElement;
        message.GetProperty("type").GetInt32().Should().Be(2);
        message.GetProperty("invocationId").GetString().Should().Be(invocation);
        message.GetProperty("item").GetRawText().Should().Be(
            """{"cursor":"e.1.2.3","epoch":"e","reset":true,"sentAt":10000,"now":9000,"devices":[],"zones":[],"alerts":[],"replayed":2,"indicators":[],"ages":{"mqtt":0.125,"store":null}}""");
    }

    private static LiveFrame Frame() => new()
    {
        Cursor = "e.1.2.3",
        Epoch = "e",
        Reset = true,
        SentAt = 10_000,
        Now = 9_000,
        Replayed = 2,
        MqttAge = 0.12501,
    };

    private sealed class CountingWriter : IBufferWriter<byte>
    {
        private readonly ArrayBufferWriter<byte> _buffer = new();

        public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

        public int LargestHint { get; private set; }

        public void Advance(int count) => _buffer.Advance(count);

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            LargestHint = Math.Max(LargestHint, sizeHint);
            return _buffer.GetMemory(sizeHint)[..Math.Max(sizeHint, 1)];
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
