namespace SmartCity.Ioc.Commands;

/// <summary>What the server found out about itself.</summary>
/// <param name="Fault">The fault's rule, as <see cref="Alerts.ServerFault"/> names it.</param>
/// <param name="Size">How much is wrong, in the fault's own unit; 0 when it is right again.</param>
/// <param name="Note">For a person, or null.</param>
public sealed record ServerReport(string Fault, double Size, string? Note);
