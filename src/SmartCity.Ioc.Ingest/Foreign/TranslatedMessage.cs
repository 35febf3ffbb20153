namespace SmartCity.Ioc.Ingest.Foreign;

/// <summary>What a foreign message says of one device, as the device would have said it after the contract.</summary>
/// <param name="At">Its event time, or its arrival where it says none.</param>
public sealed record TranslatedMessage(string Topic, byte[] Payload, DateTimeOffset At);
