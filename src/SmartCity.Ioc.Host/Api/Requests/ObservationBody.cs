namespace SmartCity.Ioc.Host.Api.Requests;

/// <param name="Time">What the value is about: the end of its period.</param>
/// <param name="Note">What is to be known about it.</param>
/// <param name="By">Who puts it; counts only where nobody is signed in.</param>
internal sealed record ObservationBody(DateTimeOffset? Time, double? Value, string? Note, string? By);
