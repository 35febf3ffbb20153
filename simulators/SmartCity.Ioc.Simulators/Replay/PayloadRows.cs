using System.Globalization;
using System.Text;
using SmartCity.Ioc.Ingest.Foreign;

namespace SmartCity.Ioc.Simulators.Replay;

/// <summary>Payloads of another system, one a line (<c>1422748800000,{"e":[…]}</c> or without the time), to the contract's own by the source's
/// decoders: a server that knows nothing of the other system can be played to.</summary>
internal sealed class PayloadRows(RecordingSource source, string file, TextReader reader, DeviceTable devices)
{
    public IEnumerable<(RecordedEvent Event, string? Fault)> Read()
    {
        using var translator = new PayloadTranslator(source.Decoders!);
        for (var line = 1; reader.ReadLine() is { } text; line++)
        {
            if (text.Length == 0)
            {
                continue;
            }

            var comma = text.IndexOf(',', StringComparison.Ordinal);
            var arrival = 0L;
            var hasTime = comma > 0 && long.TryParse(text.AsSpan(0, comma), NumberStyles.None, CultureInfo.InvariantCulture, out arrival);
            var payload = Encoding.UTF8.GetBytes(hasTime ? text[(comma + 1)..] : text);
            foreach (var (translated, fault) in translator.Translate(source.Topic!, payload, DateTimeOffset.FromUnixTimeMilliseconds(arrival)))
            {
                if (translated is null)
                {
                    yield return (default, $"{file}:{line}: {fault}");
                }
                else
                {
                    yield return (new RecordedEvent(translated.At, devices.OfTopic(translated.Topic), [], [], translated.Payload), null);
                }
            }
        }
    }
}
