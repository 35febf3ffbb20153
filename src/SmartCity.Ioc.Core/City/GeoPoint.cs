namespace SmartCity.Ioc.City;

/// <summary>A place in WGS 84.</summary>
/// <param name="Lat">Latitude in degrees, -90 to 90.</param>
/// <param name="Lon">Longitude in degrees, -180 to 180.</param>
public readonly record struct GeoPoint(double Lat, double Lon);
