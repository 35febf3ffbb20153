using System.Buffers;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Simulators.MqttDecode;

/// <summary>One line of the tool: the first packet in the bytes, decoded in full by the rules of the version.</summary>
internal static class PacketLine
{
    public static string Answer(string line)
    {
        var parts = line.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length == 0 || parts[0] is not ("3" or "4" or "5"))
        {
            return "error version";
        }

        // No bytes at all are the beginning of any packet.
        if (!TryHex(parts.Length > 1 ? parts[1] : "", out var bytes))
        {
            return "error hex";
        }

        var status = MqttPacketProbe.Read(
            new ReadOnlySequence<byte>(bytes), (MqttProtocolVersion)(parts[0][0] - '0'), out var type, out var consumed, out var error);
        return status switch
        {
            MqttReadStatus.Frame => $"ok {type.ToString().ToLowerInvariant()} {consumed}",
            MqttReadStatus.NeedMore => "more",
            _ => $"error {error}",
        };
    }

    private static bool TryHex(string text, out byte[] bytes)
    {
        // Captures come with spaces or colons between the bytes.
        var digits = string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c != ':'));
        bytes = new byte[digits.Length / 2];
        return digits.Length % 2 == 0 && Convert.FromHexString(digits, bytes, out _, out _) == OperationStatus.Done;
    }
}
