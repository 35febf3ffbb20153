namespace SmartCity.Ioc.Simulators.Output;

/// <summary>Where and how a command publishes.</summary>
internal sealed record BrokerSettings(Uri Url, string? Username, string? Password, byte Qos, int Connections, bool DryRun);
