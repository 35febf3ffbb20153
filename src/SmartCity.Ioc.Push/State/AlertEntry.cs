using SmartCity.Ioc.Alerts;

namespace SmartCity.Ioc.Push.State;

/// <summary>An alert as a change left it, with its JSON made by the first sender that needs it.</summary>
/// <param name="transition">The change; null for an alert that was already open when the server started.</param>
internal sealed class AlertEntry(Alert alert, AlertTransition? transition)
{
    private byte[]? _json;

    public Alert Alert { get; } = alert;

    public AlertTransition? Transition { get; } = transition;

    /// <summary>The change's sequence; 0 where it is not known because it happened before the start.</summary>
    public long Sequence => Transition?.Sequence ?? 0;

    public byte[]? Json
    {
        get => Volatile.Read(ref _json);
        set => Volatile.Write(ref _json, value);
    }
}
