namespace SmartCity.Ioc.Host.Api.Requests;

/// <param name="Screen">What the wall is to show; null lets it follow its own address again.</param>
/// <param name="By">Who sends it; counts only where nobody is signed in.</param>
internal sealed record WallScreenBody(string? Screen, string? By);
