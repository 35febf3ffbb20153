using System.Buffers;

namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>PINGREQ and PINGRESP: a fixed header and nothing else.</summary>
public static class PingPacket
{
    public static bool TryRead(in MqttFrame frame, out MqttDecodeError error)
    {
        error = frame.Body.IsEmpty ? default : MqttDecodeError.Malformed("trailing-bytes");
        return !error.IsError;
    }

    public static void WriteRequest(IBufferWriter<byte> output) => output.Write<byte>([0xC0, 0]);

    public static void WriteResponse(IBufferWriter<byte> output) => output.Write<byte>([0xD0, 0]);
}
