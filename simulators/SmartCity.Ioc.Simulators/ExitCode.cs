namespace SmartCity.Ioc.Simulators;

/// <summary>What the program's exit code says. Ctrl-C is a clean end: 0.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>What was to be read is wrong: a city, a mapping, a recording, an archive.</summary>
    public const int BadInput = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The broker or server could not be reached, or did not take everything.</summary>
    public const int Broker = 3;
}
