namespace SmartCity.Ioc.City;

/// <summary>What is wrong in a city's folder, said so that the person who wrote the file can find it.</summary>
/// <param name="File">The file's name inside the city's folder.</param>
/// <param name="Line">1-based line, or 0 where the error belongs to the file as a whole.</param>
/// <param name="Message">One sentence that names the key, what stands there and what may stand there.</param>
public sealed record CityError(string File, int Line, string Message)
{
    public override string ToString() => Line > 0 ? $"{File}:{Line}: {Message}" : $"{File}: {Message}";
}
