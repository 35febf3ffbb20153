using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Alerts;

/// <summary>Something that is wrong with the server itself and that an operator has to know: an alert like any other, of the kind
/// <see cref="Kind"/> and the source <see cref="Source"/>, by a rule that every city has.</summary>
public sealed class ServerFault
{
    public const string Kind = "infrastructure";
    public const string Source = "server";

    /// <summary>Both sides of the ledger differ: a message came in and nobody answers for it.</summary>
    public static readonly ServerFault Ledger = new(
        "server-ledger", Severity.Major,
        new LocalizedText("Sổ đối chiếu bản tin của máy chủ không khớp", "The server's message ledger does not add up"),
        new LocalizedText(
            "Giữ nhật ký, báo đơn vị vận hành máy chủ; số liệu từ lúc này có thể thiếu.",
            "Keep the journal and tell the server's operators; figures from now on may be incomplete."));

    private static readonly ServerFault[] All = [Ledger];

    private ServerFault(string id, Severity severity, LocalizedText title, LocalizedText action)
    {
        Rule = new AlertRule(
            id, 1, title, action, Source, "Every message that came in is accounted for.", severity, Domain.Infrastructure, [], [], [],
            new OfflineCondition(TimeSpan.Zero));
    }

    /// <summary>Stands for the fault in alerts; no device is ever judged by it.</summary>
    public AlertRule Rule { get; }

    public static bool Owns(string rule) => Array.Exists(All, fault => fault.Rule.Id == rule);
}
