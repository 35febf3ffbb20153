using System.Net;

namespace SmartCity.Ioc.Host.Auth;

/// <summary>Whether a request was made on this very machine, by someone who meant this machine.</summary>
internal static class LocalCaller
{
    public static bool Is(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote) && NamesThisMachine(context.Request.Host.Host)
        && !IsForwarded(context.Request);

    /// <summary>The nearest address that is known of a caller who is not local: where a proxy on this machine speaks for others, theirs.</summary>
    public static IPAddress? AddressOf(HttpContext context)
    {
        var remote = context.Connection.RemoteIpAddress;
        if (remote is null || !IPAddress.IsLoopback(remote) || Is(context))
        {
            return remote;
        }

        // The last entry is the proxy's own; those before it are the caller's word.
        var last = context.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim();
        return IPAddress.TryParse(last, out var forwarded) && !IPAddress.IsLoopback(forwarded) ? forwarded : IPAddress.None;
    }

    // A proxy on this machine speaks for others; what it forwards is not this machine's own.
    private static bool IsForwarded(HttpRequest request) => request.Headers.ContainsKey("X-Forwarded-For") || request.Headers.ContainsKey("Forwarded");

    // A name that another site points at this machine (DNS rebinding) is not this machine's.
    private static bool NamesThisMachine(string host) =>
        host is "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
