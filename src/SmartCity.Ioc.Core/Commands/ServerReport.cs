namespace SmartCity.Ioc.Commands;

/// <summary>What the server found out about itself.</summary>
/// <param name="Fault">The fault's rule, as <see cref="Alerts.ServerFault"/> names it.</param>
/// <param name="Size">How much is wrong, in the fault's own unit; 0 when it is right again.</param>
/// <param name="Note">For a person, or null.</param>
/// <param name="Source">Which of the server's parts, where the fault can befall several at once; null: the server.</param>
public sealed record ServerReport(string Fault, double Size, string? Note, string? Source = null);
