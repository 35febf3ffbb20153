using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Mqtt.Broker;
using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Mqtt.Transport;

namespace SmartCity.Ioc.Benchmarks.Parts;

/// <summary>The embedded broker alone as a process, without a city behind it: what it does beyond mosquitto is nothing.</summary>
internal static class BrokerPart
{
    public const string Name = "broker";

    /// <summary>Second argument: what is published goes to an intake that counts it, as to the city's inbox; the count answers every line.</summary>
    public const string Seam = "seam";

    /// <param name="args">The port, and perhaps <see cref="Seam"/>.</param>
    public static async Task RunAsync(string[] args, TextReader input, TextWriter output)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddMqttBroker(o => o.SysInterval = TimeSpan.Zero);
        var intake = new GroupingIntake();
        if (args is [_, Seam])
        {
            builder.Services.AddSingleton<IPublishIntake>(intake).AddSingleton(new PublishIntakeFilter(["ioc/v1/#"]));
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(new MqttEndPoint(IPAddress.Loopback, int.Parse(args[0], CultureInfo.InvariantCulture)), o => o.UseMqtt()));
        await using var app = builder.Build();
        await app.StartAsync();
        await output.WriteLineAsync("ready");
        while (await input.ReadLineAsync() is not null)
        {
            await output.WriteLineAsync(intake.Count.ToString(CultureInfo.InvariantCulture));
        }
    }
}
