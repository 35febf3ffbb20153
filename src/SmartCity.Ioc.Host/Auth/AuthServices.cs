using Microsoft.AspNetCore.Authentication;
using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Host.Auth;

internal static class AuthServices
{
    public static IServiceCollection AddIocAuth(this IServiceCollection services, IConfiguration configuration, CityModel city)
    {
        var keys = Read(configuration.GetSection("Ioc:Auth:ApiKeys"), city);
        // Without AddAuthentication's data protection, which would make keys of its own under the user's home directory, or warn that it can
        // not: who comes in shows a key each time, and no cookie is written that would need one.
        services.AddAuthenticationCore(options => options.DefaultScheme = ApiKeyHandler.SchemeName).AddWebEncoders();
        new AuthenticationBuilder(services)
            .AddScheme<ApiKeyOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, options => options.ApiKeys = keys);
        services.AddAuthorizationBuilder()
            .AddPolicy("view", policy => policy.RequireRole(Roles.Viewer, Roles.Operator, Roles.Admin))
            .AddPolicy("operate", policy => policy.RequireRole(Roles.Operator, Roles.Admin))
            .AddPolicy("ingest", policy => policy.RequireRole(Roles.Ingest, Roles.Admin))
            .AddPolicy("admin", policy => policy.RequireRole(Roles.Admin));
        return services;
    }

    private static List<ApiKeySettings> Read(IConfigurationSection section, CityModel city)
    {
        var keys = new List<ApiKeySettings>();
        foreach (var child in section.GetChildren())
        {
            var path = $"Ioc:Auth:ApiKeys:{child.Key}";
            var zones = child["Zones"] is { } text
                ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                : child.GetSection("Zones").GetChildren().Select(zone => zone.Value ?? string.Empty).ToArray();
            var key = new ApiKeySettings { Key = child["Key"] ?? string.Empty, Role = child["Role"] ?? Roles.Viewer, Zones = [.. zones] };
            if (key.Key.Length < 8)
            {
                throw new StartException($"{path}:Key is too short: a key has at least 8 characters.");
            }

            if (!Roles.All.Contains(key.Role))
            {
                throw new StartException($"{path}:Role is '{key.Role}', but must be one of {string.Join(", ", Roles.All)}.");
            }

            if (key.Zones.Find(zone => !city.Zones.TryGet(zone, out _)) is { } unknown)
            {
                throw new StartException($"{path}:Zones names '{unknown}', which is not a zone of the city.");
            }

            keys.Add(key);
        }

        return keys;
    }
}
