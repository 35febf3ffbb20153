namespace SmartCity.Ioc.Host.Api.Requests;

/// <param name="Time">What the value is about: the end of its period.</param>
/// <param name="Value">The figure itself, or null where <paramref name="Numerator"/> and <paramref name="Denominator"/> stand instead.</param>
/// <param name="Note">What is to be known about it.</param>
/// <param name="By">Who puts it; counts only where nobody is signed in.</param>
internal sealed record ObservationBody(DateTimeOffset? Time, double? Value, double? Numerator, double? Denominator, string? Note, string? By);
