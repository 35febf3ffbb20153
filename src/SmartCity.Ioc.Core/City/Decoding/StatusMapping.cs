namespace SmartCity.Ioc.City.Decoding;

/// <summary>The device's own word on its state. A word in neither list is passed over.</summary>
public sealed record StatusMapping(FieldPath Path, IReadOnlyList<string> Online, IReadOnlyList<string> Offline);
