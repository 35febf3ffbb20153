namespace SmartCity.Ioc.Host.Api;

/// <summary>Errors as problem details (RFC 9457).</summary>
internal static class ApiProblem
{
    public static IResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, "Not found", detail);

    public static IResult BadRequest(string detail) => Of(StatusCodes.Status400BadRequest, "Bad request", detail);

    public static IResult Of(int status, string title, string detail) => Results.Problem(detail, statusCode: status, title: title);

    /// <summary>Something behind the interface is away for now.</summary>
    public static IResult Unavailable(HttpContext context, string detail, TimeSpan? retryAfter = null)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling((retryAfter ?? TimeSpan.FromSeconds(5)).TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Of(StatusCodes.Status503ServiceUnavailable, "Not available now", detail);
    }
}
