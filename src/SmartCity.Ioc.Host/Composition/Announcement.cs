using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using SmartCity.Ioc.Host.Settings;

namespace SmartCity.Ioc.Host.Composition;

/// <summary>Says on the console where everything is, once it is there.</summary>
internal static class Announcement
{
    public static void AnnounceAddresses(this WebApplication app, ServerSettings settings)
    {
        var city = settings.City;
        app.Logger.CityRead(city.Id, city.Zones.Count, city.Devices.Count, city.Rules.Count, settings.CityFolder);
        if (app.Configuration["Ioc:Redis:Configuration"] is { Length: > 0 })
        {
            app.Logger.RedisIsNotUsed();
        }

        app.Lifetime.ApplicationStopped.Register(app.Logger.Stopped);
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var http = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses
                .FirstOrDefault(address => address.EndsWith($":{settings.Http.Port}", StringComparison.Ordinal))
                ?? string.Create(CultureInfo.InvariantCulture, $"http://{settings.HttpAddress}:{settings.Http.Port}");
            var keys = app.Configuration.GetSection("Ioc:Auth:ApiKeys").GetChildren().Any();
            Console.WriteLine($"""

                {settings.City.Name.Vi} ({settings.City.Id}) is running.
                  Wall      {http}/wall
                  Console   {http}/console      Phone {http}/m      API {http}/openapi/v1.json
                  MQTT      {(settings.Mqtt.Enabled ? $"mqtt://{settings.MqttAddress}:{settings.Mqtt.Port}" : "off")}
                  Data      {settings.DataDirectory}
                  Sign in   {(keys ? "with a key of Ioc:Auth:ApiKeys (header X-Api-Key)" : "not needed on this machine; for others set Ioc:Auth:ApiKeys")}
                Ctrl-C stops it.

                """);
        });
    }
}
