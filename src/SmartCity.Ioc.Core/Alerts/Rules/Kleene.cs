namespace SmartCity.Ioc.Alerts.Rules;

/// <summary>Kleene's strong three-valued logic: what is known decides, what is not known never does.</summary>
internal static class Kleene
{
    public static Truth And(Truth one, Truth other) => one < other ? one : other;

    public static Truth Or(Truth one, Truth other) => one > other ? one : other;

    public static Truth Not(Truth one) => (Truth)(Truth.True - one);

    public static Truth Of(bool value) => value ? Truth.True : Truth.False;
}
