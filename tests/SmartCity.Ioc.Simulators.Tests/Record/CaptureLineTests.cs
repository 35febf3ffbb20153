using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmartCity.Ioc.Simulators.Record;

namespace SmartCity.Ioc.Simulators.Tests.Record;

public sealed class CaptureLineTests
{
    [Fact]
    public void Message_OfAnyBytes_IsReadBackByteForByte()
    {
        Prop.ForAll(
            ArbMap.Default.ArbFor<byte[]>(),
            ArbMap.Default.ArbFor<bool>(),
            (payload, retain) =>
            {
                var output = new ArrayBufferWriter<byte>();
                CaptureLine.Write(output, DateTimeOffset.UnixEpoch.AddMilliseconds(42), "ioc/v1/a"u8, retain, new ReadOnlySequence<byte>(payload));
                var line = Encoding.UTF8.GetString(output.WrittenSpan);
                var read = CaptureLine.Parse(line);
                return line.IndexOf('\n', StringComparison.Ordinal) == line.Length - 1
                    && read.Payload.SequenceEqual(payload) && read.Retain == retain && read.Topic == "ioc/v1/a" && read.At.ToUnixTimeMilliseconds() == 42;
            }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"at\":1,\"topic\":\"\",\"payload\":\"\"}")]
    [InlineData("{\"at\":\"1\",\"topic\":\"a\",\"payload\":\"\"}")]
    [InlineData("{\"at\":1,\"topic\":\"a\",\"base64\":\"?\"}")]
    [InlineData("{\"at\":9223372036854775807,\"topic\":\"a\",\"payload\":\"\"}")]
    public void Line_OfAnotherForm_IsRefused(string line)
    {
        line.Invoking(CaptureLine.Parse).Should().Throw<InvalidDataException>();
    }
}
