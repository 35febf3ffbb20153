using SmartCity.Ioc.Alerts;

namespace SmartCity.Ioc.Host.SelfWatch;

/// <summary>One thing that the server looks at in itself.</summary>
/// <param name="Look">Null when all is well. Called from one thread, every few seconds; must not block.</param>
internal sealed record SelfCheck(ServerFault Fault, Func<SelfFinding?> Look);

/// <param name="Size">How much is wrong; not 0.</param>
/// <param name="Note">For the operator.</param>
internal sealed record SelfFinding(double Size, string Note);
