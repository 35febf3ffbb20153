using System.Text;
using SmartCity.Ioc.Simulators.Sources;

namespace SmartCity.Ioc.Simulators.Faults.Effects;

/// <summary>Payloads that nobody can read: bytes destroyed, or far too many of them.</summary>
internal sealed class DamageEffect(FaultSpec spec) : IFaultEffect
{
    private readonly double _share = spec.Number("p");

    public void Take(TimedMessage message, FaultTarget target, bool active, Action<TimedMessage> send)
    {
        if (!active || message.IsStatus || target.Draw() >= _share || message.Payload.IsEmpty)
        {
            send(message);
            return;
        }

        send(message with { Payload = spec.Kind == FaultKind.Corrupt ? Corrupt(message.Payload, target) : Enlarge(message.Payload) });
    }

    // 0xF8 to 0xFF stand nowhere in UTF-8, so a damaged payload is never by chance another valid one.
    private byte[] Corrupt(ReadOnlyMemory<byte> payload, FaultTarget target)
    {
        var bytes = payload.ToArray();
        for (var left = Math.Max(1, (int)spec.Number("bytes")); left > 0; left--)
        {
            bytes[(int)(target.Draw() * bytes.Length)] = (byte)(0xF8 + (int)(target.Draw() * 8));
        }

        return bytes;
    }

    private byte[] Enlarge(ReadOnlyMemory<byte> payload)
    {
        var size = (int)spec.Number("size");
        var text = Encoding.UTF8.GetString(payload.Span).TrimEnd();
        if (!text.EndsWith('}') || text.Length >= size)
        {
            return [.. payload.Span, .. new byte[Math.Max(0, size - payload.Length)]];
        }

        return Encoding.UTF8.GetBytes($"{text[..^1]},\"padding\":\"{new string('x', size - text.Length)}\"}}");
    }
}
