namespace SmartCity.Ioc.Evidence;

/// <summary>Holds and who did what to them. Each change and its line of audit are one transaction.</summary>
public interface IEvidenceStore
{
    /// <summary>False after holds were lost to a damaged file, until somebody has put it right: nothing may be dropped meanwhile.</summary>
    bool IsWhole { get; }

    /// <param name="devices">Those that it covers now; they stay covered when they move to another zone.</param>
    /// <exception cref="TimeSeries.StoreUnavailableException">The disk refuses; nothing is stored.</exception>
    void Add(EvidenceHold hold, IReadOnlyCollection<string> devices, EvidenceAct act);

    /// <summary>Replaces a hold's end.</summary>
    void Change(EvidenceHold hold, EvidenceAct act);

    /// <summary>Devices that a hold of a zone covers from now on too.</summary>
    void Cover(string hold, IReadOnlyCollection<string> devices);

    void Note(EvidenceAct act);

    /// <summary>Newest first.</summary>
    IReadOnlyList<EvidenceHold> List();

    EvidenceHold? Find(string id);

    IReadOnlyList<string> DevicesOf(string hold);

    /// <summary>Oldest first.</summary>
    IReadOnlyList<EvidenceAct> ActsOf(string hold);
}
