using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace SmartCity.Ioc.Host.Auth;

/// <summary>
/// Signs a caller in by its key: <c>X-Api-Key</c>, or <c>access_token</c> in the query for the hub, where a browser can not set a header.
/// While no key is configured, callers of this very machine are the administrator and others nobody.
/// </summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<ApiKeyOptions> options, ILoggerFactory logger, UrlEncoder encoder, IProblemDetailsService problems)
    : AuthenticationHandler<ApiKeyOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";
    public const string ZoneClaim = "zone";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var key = Request.Headers["X-Api-Key"].ToString();
        if (key.Length == 0 && Request.Path.StartsWithSegments("/hubs"))
        {
            key = Request.Query["access_token"].ToString();
        }

        if (key.Length > 0)
        {
            var match = Options.ApiKeys.Find(candidate => SameKey(candidate.Key, key));
            return Task.FromResult(match is null
                ? AuthenticateResult.Fail("The key is not known.")
                : SignIn(Name(match), match.Role, match.Zones));
        }

        var local = Options.ApiKeys.Count == 0 && LocalCaller.Is(Context);
        return Task.FromResult(local ? SignIn("local", Roles.Admin, []) : AuthenticateResult.NoResult());
    }

    /// <summary>401 with the scheme that <c>WWW-Authenticate</c> has to name (RFC 9110, 11.6.1) and what the caller can do about it.</summary>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var result = await HandleAuthenticateOnceSafeAsync();
        Response.Headers.WWWAuthenticate = SchemeName;
        await RefuseAsync(StatusCodes.Status401Unauthorized, result.Failure?.Message ?? "A key is needed: one of Ioc:Auth:ApiKeys, in the header X-Api-Key.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        RefuseAsync(StatusCodes.Status403Forbidden, $"This takes another role than '{Context.User.FindFirstValue(ClaimTypes.Role)}'.");

    private async Task RefuseAsync(int status, string detail)
    {
        Response.StatusCode = status;
        await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = Context, ProblemDetails = { Status = status, Detail = detail } });
    }

    // Digests of equal length, so that the time taken says nothing about the key.
    private static bool SameKey(string known, string given) =>
        known.Length > 0
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(known)), SHA256.HashData(Encoding.UTF8.GetBytes(given)));

    // The audit trail names a key without showing it.
    private static string Name(ApiKeySettings key) =>
        $"{key.Role}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.Key)).AsSpan(0, 4))}";

    private AuthenticateResult SignIn(string name, string role, IEnumerable<string> zones)
    {
        var identity = new ClaimsIdentity(Scheme.Name);
        identity.AddClaim(new Claim(ClaimTypes.Name, name));
        identity.AddClaim(new Claim(ClaimTypes.Role, role));
        foreach (var zone in zones)
        {
            identity.AddClaim(new Claim(ZoneClaim, zone));
        }

        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }
}
