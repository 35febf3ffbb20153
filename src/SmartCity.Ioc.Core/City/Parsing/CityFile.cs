namespace SmartCity.Ioc.City.Parsing;

/// <summary>One file of a city's folder.</summary>
/// <param name="Name">Its name without the folder (<c>rules.yaml</c>); it decides what the file may hold.</param>
public sealed record CityFile(string Name, string Text);
