namespace SmartCity.Ioc.Simulators.Import;

/// <summary>Ends an import; what the server has taken is kept in the state file.</summary>
/// <param name="code">What the program exits with.</param>
internal sealed class ImportException(int code, string message) : Exception(message)
{
    public int Code { get; } = code;
}
