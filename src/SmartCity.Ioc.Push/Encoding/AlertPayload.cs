using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Push.State;

namespace SmartCity.Ioc.Push.Encoding;

/// <summary>An alert's change as it leaves the server over MQTT: the JSON of CONTRACT section 5, as on the hub.</summary>
public static class AlertPayload
{
    public static byte[] Of(AlertTransition transition)
    {
        ArgumentNullException.ThrowIfNull(transition);
        return AlertEncoder.Encode(new AlertEntry(transition.Alert, transition));
    }

    /// <summary><c>critical</c>, <c>major</c>, <c>minor</c> or <c>info</c>.</summary>
    public static string NameOf(Severity severity) => WireNames.Of(severity);
}
