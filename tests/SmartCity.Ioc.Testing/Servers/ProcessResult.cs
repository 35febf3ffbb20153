namespace SmartCity.Ioc.Testing.Servers;

/// <summary>What a program that has ended left behind.</summary>
public sealed record ProcessResult(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Errors);
