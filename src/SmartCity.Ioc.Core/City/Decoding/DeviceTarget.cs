namespace SmartCity.Ioc.City.Decoding;

/// <summary>Which of the city's devices a sender's name stands for. Null: as the decoder says.</summary>
/// <param name="At">Where it stands, for a message that does not say where; null where nobody knows.</param>
public sealed record DeviceTarget(string? Device, string? Zone, string? Kind, GeoPoint? At);
