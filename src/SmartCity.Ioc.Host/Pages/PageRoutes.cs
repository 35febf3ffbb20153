using Microsoft.Net.Http.Headers;

namespace SmartCity.Ioc.Host.Pages;

/// <summary>The built pages under their clean addresses, from this server alone: nothing of them comes from another origin.</summary>
internal static class PageRoutes
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    private static readonly Dictionary<string, string> Pages = new(StringComparer.OrdinalIgnoreCase)
    {
        ["/"] = "/index.html",
        ["/wall"] = "/wall.html",
        ["/console"] = "/console.html",
        ["/m"] = "/m.html",
    };

    public static WebApplication UsePages(this WebApplication app)
    {
        app.Use(async (context, next) =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
            if (context.Request.Path.Value is { } path && Pages.TryGetValue(path.Length > 1 ? path.TrimEnd('/') : path, out var page)
                && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)))
            {
                context.Request.Path = page;
            }

            await next(context);
        });
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = static file =>
            {
                // Built assets carry a hash in their names and never change; a page must be asked for again each time.
                var immutable = file.Context.Request.Path.StartsWithSegments("/assets");
                file.Context.Response.Headers[HeaderNames.CacheControl] = immutable ? "public, max-age=31536000, immutable" : "no-cache";
            },
        });
        return app;
    }
}
