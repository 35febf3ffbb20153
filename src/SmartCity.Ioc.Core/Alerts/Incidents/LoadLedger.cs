namespace SmartCity.Ioc.Alerts.Incidents;

/// <summary>Where all alerts are: every one is counted in exactly one place, so that none is lost behind a count.</summary>
/// <param name="Raised">The sum of the others.</param>
/// <param name="Shown">With a line of its own.</param>
/// <param name="Grouped">Under another one's line.</param>
public sealed record LoadLedger(int Raised, int Shown, int Grouped, int Shelved, int Suppressed, int OutOfService);
