using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Mqtt.Broker;
using SmartCity.Ioc.Mqtt.Transport;

namespace SmartCity.Ioc.Benchmarks.Parts;

/// <summary>The embedded broker alone as a process, without a city behind it: what it does beyond mosquitto is nothing.</summary>
internal static class BrokerPart
{
    public const string Name = "broker";

    /// <param name="args">The port.</param>
    public static async Task RunAsync(string[] args, TextReader input, TextWriter output)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddMqttBroker(o => o.SysInterval = TimeSpan.Zero);
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(new MqttEndPoint(IPAddress.Loopback, int.Parse(args[0], CultureInfo.InvariantCulture)), o => o.UseMqtt()));
        await using var app = builder.Build();
        await app.StartAsync();
        await output.WriteLineAsync("ready");
        while (await input.ReadLineAsync() is not null)
        {
            // Runs until its input is closed.
        }
    }
}
