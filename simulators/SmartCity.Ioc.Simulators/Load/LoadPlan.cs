namespace SmartCity.Ioc.Simulators.Load;

/// <summary>What to send.</summary>
/// <param name="Rate">Messages a second over all devices; positive infinity for as fast as the broker takes them.</param>
/// <param name="Size">Bytes of a payload; at least the shortest that holds time, counter and a value.</param>
internal sealed record LoadPlan(int Devices, double Rate, int Size, string Zone, string Kind, TimeSpan Duration);
