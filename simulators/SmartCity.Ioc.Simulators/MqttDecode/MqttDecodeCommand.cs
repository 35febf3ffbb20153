using System.CommandLine;

namespace SmartCity.Ioc.Simulators.MqttDecode;

/// <summary><c>sim mqtt-decode</c>: what the server's own codec makes of captured bytes, a packet per line.</summary>
internal static class MqttDecodeCommand
{
    private const string Description = """
        Decodes MQTT packets: reads lines "VERSION HEX" (version 3, 4 or 5) and answers each with "ok TYPE CONSUMED", "more" or "error REASON".
        Giải mã gói MQTT.
        """;

    public static Command Create()
    {
        var command = new Command("mqtt-decode", Description);
        command.SetAction((parsed, cancellation) => RunAsync(Console.In, parsed.InvocationConfiguration.Output, cancellation));
        return command;
    }

    /// <summary>Answers every line, in order, until the input ends.</summary>
    internal static async Task<int> RunAsync(TextReader input, TextWriter output, CancellationToken cancellation)
    {
        while (await input.ReadLineAsync(cancellation) is { } line)
        {
            await output.WriteLineAsync(PacketLine.Answer(line));

            // Someone types, or another program waits for the answer.
            await output.FlushAsync(cancellation);
        }

        return 0;
    }
}
