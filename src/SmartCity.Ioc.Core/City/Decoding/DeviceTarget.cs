namespace SmartCity.Ioc.City.Decoding;

/// <summary>Which of the city's devices a sender's name stands for. Null: as the decoder says.</summary>
public sealed record DeviceTarget(string? Device, string? Zone, string? Kind);
