namespace SmartCity.Ioc.Host.Api.Requests;

/// <param name="Note">Why.</param>
/// <param name="By">Who retires it; counts only where nobody is signed in.</param>
internal sealed record WallRetireBody(string? Note, string? By);
