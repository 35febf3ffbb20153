namespace SmartCity.Ioc.City.Decoding;

/// <summary>Where a device says that it is: two numbers, or a GeoJSON point (of another geometry its first point).</summary>
public sealed record LocationMapping(FieldPath? Lat, FieldPath? Lon, FieldPath? GeoJson);
