using SmartCity.Ioc.Host.Settings;

namespace SmartCity.Ioc.Host.Auth;

/// <summary>
/// Another site's page in an operator's browser may neither change anything here nor open a socket: a request with an Origin that is not
/// this server's (nor an allowed one) is refused unless it only reads. Without this, "local callers need no key" would hold for every web
/// page that is open on this machine.
/// </summary>
internal static class OriginGuard
{
    public static WebApplication UseOriginGuard(this WebApplication app, ServerSettings settings)
    {
        var allowed = settings.Http.AllowedOrigins.Select(origin => origin.TrimEnd('/')).ToHashSet(StringComparer.OrdinalIgnoreCase);
        app.Use(async (context, next) =>
        {
            var request = context.Request;
            var origin = request.Headers.Origin.ToString();
            var reads = (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && !context.WebSockets.IsWebSocketRequest;
            if (origin.Length == 0 || reads || allowed.Contains(origin)
                || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && HostString.FromUriComponent(from) == request.Host))
            {
                await next(context);
                return;
            }

            await Results.Problem(statusCode: StatusCodes.Status403Forbidden, title: "This origin is not allowed.").ExecuteAsync(context);
        });
        return app;
    }
}
