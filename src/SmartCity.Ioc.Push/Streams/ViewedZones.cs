using System.Security.Claims;

namespace SmartCity.Ioc.Push.Streams;

/// <summary>Which zones a caller may see: the values of the claims named <see cref="ClaimType"/>; without any, all.</summary>
public static class ViewedZones
{
    public const string ClaimType = "zone";

    public static IReadOnlyList<string>? Of(ClaimsPrincipal? user)
    {
        var zones = user?.FindAll(ClaimType).Select(c => c.Value).ToArray();
        return zones is null or [] ? null : zones;
    }
}
