using System.Buffers;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Tests.Packets;

public sealed class AllocationTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Publish_ReadInPlace_AllocatesNothing(int version)
    {
        var bytes = version == 4
            ? Hex.Bytes("32 0B 0005 'a/b/c' 0001 'xy'")
            : Hex.Bytes("32 18 0005 'a/b/c' 0001 0C 23 0001 02 00000005 03 0001 't' 'xyz'");
        bytes[1] = (byte)(bytes.Length - 2);
        using var scratch = new MqttScratch();
        var output = new ArrayBufferWriter<byte>(256);
        Read();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Read();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);

        void Read()
        {
            var buffer = new ReadOnlySequence<byte>(bytes);
            if (MqttFrame.TryRead(ref buffer, (MqttProtocolVersion)version, 1000, out var frame, out _) != MqttReadStatus.Frame
                || !PublishPacket.TryRead(frame, (MqttProtocolVersion)version, scratch, out var packet, out _))
            {
                throw new InvalidOperationException("Not read.");
            }

            output.ResetWrittenCount();
            new AckPacket(MqttPacketType.PubAck, packet.PacketId).Write(output, (MqttProtocolVersion)version);
        }
    }
}
