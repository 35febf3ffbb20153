using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SmartCity.Ioc.Push;

/// <summary>
/// Browsers send their page's origin with a WebSocket's hand-shake and leave it to the server to object (RFC 6455, section 10.2): without
/// this, any page that an operator opens could read the city through the operator's sign-in. Programs send no origin and pass.
/// </summary>
internal sealed class OriginCheck(LivePushOptions options, ILogger<OriginCheck> log)
{
    public bool Allows(HttpContext context)
    {
        var request = context.Request;
        if (request.Headers.Origin is not [{ Length: > 0 } origin, ..])
        {
            return true;
        }

        var isOwn = Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && string.Equals(uri.Authority, AuthorityOf(request, uri), StringComparison.OrdinalIgnoreCase);
        if (isOwn || options.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase))
        {
            return true;
        }

        PushLog.RefusedOrigin(log, origin.Length > 200 ? origin[..200] : origin, request.Path);
        return false;
    }

    // A default port stands in neither, in one or in both; and behind a proxy that ends TLS the schemes differ.
    private static string AuthorityOf(HttpRequest request, Uri origin) =>
        request.Host.Port is { } port && !(origin.IsDefaultPort && port == origin.Port) ? $"{request.Host.Host}:{port}" : request.Host.Host;
}
