using System.Security.Claims;
using Microsoft.AspNetCore.SignalR;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Push.Encoding;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Push.Streams;

/// <summary>Checks what clients ask for.</summary>
internal sealed class LiveRequests(CityRegistry registry, LivePushOptions options)
{
    // Far more than any screen shows; a list that long costs a fraction of a millisecond to take in.
    private const int MostNames = 10_000;
    private const int LongestName = 64;

    private static readonly Dictionary<string, LiveInclude> Lanes = new(StringComparer.Ordinal)
    {
        ["devices"] = LiveInclude.Devices,
        ["zones"] = LiveInclude.Zones,
        ["alerts"] = LiveInclude.Alerts,
        ["indicators"] = LiveInclude.Indicators,
    };

    /// <exception cref="HubException">What is wrong, for the client's programmer.</exception>
    public LiveStreamPlan Plan(LiveRequest? request, ClaimsPrincipal? user, string epoch)
    {
        request ??= new LiveRequest();
        Check(request.Zones, "zones");
        Check(request.Kinds, "kinds");
        Check(request.Devices, "devices");
        var include = LiveInclude.Devices | LiveInclude.Zones | LiveInclude.Alerts | LiveInclude.Indicators;
        if (request.Include is { } lanes)
        {
            include = LiveInclude.None;
            foreach (var lane in lanes)
            {
                include |= Lanes.TryGetValue(lane, out var flag)
                    ? flag
                    : throw new HubException($"include: '{lane}' is not one of {string.Join(", ", Lanes.Keys)}.");
            }
        }

        include |= request.Format switch
        {
            null or "json" => LiveInclude.None,
            "packed" => LiveInclude.Packed,
            _ => throw new HubException($"format: '{request.Format}' is neither json nor packed."),
        };
        var filter = new LiveFilter(registry, request.Zones, request.Kinds, request.Devices, ViewedZones.Of(user));
        var hertz = request.MaxHz is { } asked && double.IsFinite(asked) && asked > 0 ? asked : options.DefaultHz;
        var period = TimeSpan.FromSeconds(1 / Math.Clamp(hertz, options.MinHz, options.MaxHz));
        return new LiveStreamPlan(filter, include, period, request.Acks, false, request.Cursor, epoch, EpochOf(epoch, filter, include));
    }

    /// <exception cref="HubException">What is wrong, for the client's programmer.</exception>
    public LiveStreamPlan Plan(AlertsRequest? request, ClaimsPrincipal? user, string epoch)
    {
        request ??= new AlertsRequest();
        Check(request.Zones, "zones");
        var severity = Severity.Info;
        if (request.MinSeverity is { } name && !WireNames.TryParse(name, out severity))
        {
            throw new HubException($"minSeverity: '{name}' is not one of {string.Join(", ", WireNames.Severities)}.");
        }

        var filter = new LiveFilter(registry, request.Zones, allowedZones: ViewedZones.Of(user), minSeverity: severity);
        return new LiveStreamPlan(
            filter, LiveInclude.Alerts, TimeSpan.FromDays(1), false, true, request.Cursor, epoch, EpochOf(epoch, filter, LiveInclude.Alerts));
    }

    private static void Check(IReadOnlyList<string>? names, string member)
    {
        if (names is null)
        {
            return;
        }

        if (names.Count > MostNames)
        {
            throw new HubException($"{member}: at most {MostNames} names.");
        }

        foreach (var name in names)
        {
            if (string.IsNullOrEmpty(name) || name.Length > LongestName || name.AsSpan().IndexOfAny(',', '|') >= 0)
            {
                throw new HubException($"{member}: '{name}' is not a name of 1 to {LongestName} of a-z 0-9 . _ -");
            }
        }
    }

    // The hash is the process's own, and so is the epoch beside it.
    private static string EpochOf(string epoch, LiveFilter filter, LiveInclude include) =>
        $"{epoch}-{(uint)string.GetHashCode(filter.Key, StringComparison.Ordinal) ^ (uint)include:x}";
}
