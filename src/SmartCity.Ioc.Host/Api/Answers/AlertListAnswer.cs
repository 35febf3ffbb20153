using SmartCity.Ioc.Alerts.Incidents;
using SmartCity.Ioc.Push.Encoding;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary>An operator's list: the open alerts as lines, and where all the others are.</summary>
internal sealed record AlertListAnswer(IReadOnlyList<AlertLineAnswer> Lines, LoadLedger Ledger)
{
    public static AlertListAnswer Of(AlertList list) => new([.. list.Lines.Select(AlertLineAnswer.Of)], list.Ledger);
}

/// <param name="Alert">What the line says: an alert on its own, or the first of an incident.</param>
/// <param name="Severity">The worst behind the line.</param>
/// <param name="Folded">How many more are in the list under this line.</param>
/// <param name="PutAway">How many of the incident are suppressed, shelved or out of service.</param>
internal sealed record AlertLineAnswer(AlertAnswer Alert, string Severity, int Folded, int PutAway)
{
    public static AlertLineAnswer Of(AlertLine line) =>
        new(AlertAnswer.Of(line.Head), WireNames.Of(line.Severity), line.Folded, line.PutAway);
}
