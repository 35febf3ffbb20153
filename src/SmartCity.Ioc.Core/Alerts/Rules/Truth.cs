namespace SmartCity.Ioc.Alerts.Rules;

/// <summary>Kleene's three values, in an order in which "and" is the smaller and "or" the larger: false &lt; unknown &lt; true.</summary>
internal enum Truth : byte
{
    False,
    Unknown,
    True,
}
