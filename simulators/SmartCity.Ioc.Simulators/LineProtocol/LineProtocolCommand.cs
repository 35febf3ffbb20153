using System.CommandLine;

namespace SmartCity.Ioc.Simulators.LineProtocol;

/// <summary><c>sim line-protocol</c>: what the server's own writer makes of a point, a point per line.</summary>
internal static class LineProtocolCommand
{
    private const string Description = """
        Writes points in InfluxDB's line protocol: reads JSON lines
        {"name": ..., "time": NANOSECONDS, "tags": [{"key": ..., "value": ...}], "fields": [{"key": ..., "value": {"float"|"int"|"uint"|"bool"|"string": ...}}]}
        and answers each with the line as a JSON string, or null where the writer refuses the point.
        Ghi điểm dữ liệu theo giao thức dòng của InfluxDB.
        """;

    public static Command Create()
    {
        var command = new Command("line-protocol", Description);
        command.SetAction((parsed, cancellation) => RunAsync(Console.In, parsed.InvocationConfiguration.Output, cancellation));
        return command;
    }

    /// <summary>Answers every line, in order, until the input ends.</summary>
    internal static async Task<int> RunAsync(TextReader input, TextWriter output, CancellationToken cancellation)
    {
        var point = new JsonPoint();
        while (await input.ReadLineAsync(cancellation) is { } line)
        {
            await output.WriteLineAsync(point.Answer(line));

            // Another program may wait for the answer.
            await output.FlushAsync(cancellation);
        }

        return ExitCode.Done;
    }
}
