using Microsoft.AspNetCore.Authentication;

namespace SmartCity.Ioc.Host.Auth;

internal sealed class ApiKeyOptions : AuthenticationSchemeOptions
{
    /// <summary>Empty: this machine's own callers may do everything, nobody else anything.</summary>
    public List<ApiKeySettings> ApiKeys { get; set; } = [];
}
