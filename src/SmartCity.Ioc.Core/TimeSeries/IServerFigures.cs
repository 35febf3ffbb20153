namespace SmartCity.Ioc.TimeSeries;

/// <summary>What the server says of itself, for a history of its own beside the city's. Any thread.</summary>
public interface IServerFigures
{
    /// <summary>The figures of this moment, by names that stay (<c>docs/operations.md</c>). Counters only grow while the process lives.</summary>
    IReadOnlyList<KeyValuePair<string, double>> Read();
}
