using System.Globalization;
using SmartCity.Ioc.Mqtt.Client;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Benchmarks.Parts;

/// <summary>The client alone as a process: subscribes to everything and counts; every line on its input is answered by the count. QoS 1 is
/// acknowledged in groups, a few milliseconds after it came, as a journal does it.</summary>
internal static class ConsumePart
{
    public const string Name = "consume";

    /// <param name="args">URL, QoS, coalescing in milliseconds.</param>
    public static async Task RunAsync(string[] args, TextReader input, TextWriter output)
    {
        var intake = new GroupingIntake();
        await using var client = new MqttClient(
            new MqttClientOptions
            {
                Url = new Uri(args[0]),
                ClientId = "bench-consumer",
                Subscriptions = [new MqttSubscription("ioc/v1/#", byte.Parse(args[1], CultureInfo.InvariantCulture))],
                ReadCoalescing = TimeSpan.FromMilliseconds(int.Parse(args[2], CultureInfo.InvariantCulture)),
                ReceiveBufferSize = 256 * 1024,
                ReceiveMaximum = 5000,
            },
            intake);
        await client.ConnectAsync();
        await output.WriteLineAsync("ready");
        while (await input.ReadLineAsync() is not null)
        {
            await output.WriteLineAsync(intake.Count.ToString(CultureInfo.InvariantCulture));
        }
    }
}
